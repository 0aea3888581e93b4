import { Problem } from '@stockproof/http';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';

const ALL = 'all';

/**
 * Limits the events per second of each seller and of all sellers, counted by event. Rejects with 429 for the
 * seller's own limit and 503 for the common one, with the seconds to wait. Each process counts for itself, up to its
 * share of a limit of all copies (`share`, which may change at any time).
 */
export function sellerRate(
  events_per_s: number,
  all_events_per_s: number,
  share: (limit: number) => number = (limit) => limit,
): (seller_id: string, events: number) => Promise<void> {
  const own = new RateLimiterMemory({ points: events_per_s, duration: 1 });
  const all = new RateLimiterMemory({ points: all_events_per_s, duration: 1 });
  return async (seller_id, events) => {
    own.points = share(events_per_s);
    all.points = share(all_events_per_s);
    await consume(
      own,
      seller_id,
      events,
      (wait_s) =>
        new Problem(429, 'too_many_requests', `at most ${events_per_s} events a second; nothing was taken`, {
          'retry-after': wait_s,
        }),
    );
    await consume(
      all,
      ALL,
      events,
      (wait_s) =>
        new Problem(
          503,
          'overloaded',
          `at most ${all_events_per_s} events a second of all sellers; nothing was taken`,
          { 'retry-after': wait_s },
        ),
    );
  };
}

async function consume(
  limiter: RateLimiterMemory,
  who: string,
  events: number,
  refusal: (wait_s: string) => Problem,
): Promise<void> {
  try {
    await limiter.consume(who, events);
  } catch (refused) {
    throw refusal(String(Math.max(1, Math.ceil((refused as RateLimiterRes).msBeforeNext / 1000))));
  }
}

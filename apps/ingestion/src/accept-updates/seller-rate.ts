import { Problem } from '@stockproof/http';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';

const ALL = 'all';

/**
 * Each seller may post so many events a second, and all of them together so many, counted by event, not by request. Throws 429 for the
 * seller's own share and 503 for everybody's, with the seconds to wait. The count is this process's own: with n instances
 * a seller has n shares.
 */
export function sellerRate(
  events_per_s: number,
  all_events_per_s: number,
): (seller_id: string, events: number) => Promise<void> {
  const own = new RateLimiterMemory({ points: events_per_s, duration: 1 });
  const all = new RateLimiterMemory({ points: all_events_per_s, duration: 1 });
  return async (seller_id, events) => {
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

import { Problem } from '@stockproof/http';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';

/**
 * Each seller may post so many events a second, counted by event, not by request. Throws 429 with the seconds
 * to wait. The count is this process's own: with n instances a seller has n shares.
 */
export function sellerRate(events_per_s: number): (seller_id: string, events: number) => Promise<void> {
  const limiter = new RateLimiterMemory({ points: events_per_s, duration: 1 });
  return async (seller_id, events) => {
    try {
      await limiter.consume(seller_id, events);
    } catch (refused) {
      const wait_s = Math.max(1, Math.ceil((refused as RateLimiterRes).msBeforeNext / 1000));
      throw new Problem(429, 'too_many_requests', `at most ${events_per_s} events a second; nothing was taken`, {
        'retry-after': String(wait_s),
      });
    }
  };
}

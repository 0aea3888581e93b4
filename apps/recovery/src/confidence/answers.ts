import { part } from '@stockproof/http';
import { z } from 'zod';

const { count, instant, text } = part;

/** How many offers are verified, by result. */
export const SUMMARY = z.strictObject({
  offers: count,
  trusted: count,
  untrusted: count,
  unverified: count,
  suspect: count,
  oldest_verified_at: instant.nullable(),
});

export const OFFERS = z.strictObject({
  items: z.array(
    z.strictObject({
      seller_id: text,
      sku: text,
      confidence: z.enum(['trusted', 'untrusted']),
      recovery_id: text,
      verified_at: instant,
    }),
  ),
  next: text.nullable().describe('`after` of the next page; null: this is the last one'),
});

import { part } from '@stockproof/http';
import { z } from 'zod';

const { count, instant, text } = part;

const age = (what: string) => count.describe(`trusted offers whose proof is ${what}`);

/** How many offers are proven how recently. */
export const SUMMARY = z.strictObject({
  offers: count.describe('offers that a checkpoint has signed or a search of the ledger has found'),
  trusted: count,
  untrusted: count,
  unverified: count,
  suspect: count,
  oldest_verified_at: instant.nullable(),
  by_age: z
    .strictObject({
      hour: age('at most an hour old'),
      day: age('older than an hour, at most a day old'),
      week: age('older than a day, at most seven days old'),
      older: age('older than seven days'),
      never: count.describe('offers without a verdict, the same as `unverified`'),
    })
    .describe('each offer is in one class, to the minute; with `untrusted` they are all offers'),
  changed_since_proven: count.describe('trusted offers that changed since their proof'),
  proof_valid_hours: count
    .nullable()
    .describe('age of a proof from which on its offer is verified again; null: no contract names one'),
  revoked: count.describe(
    'untrusted offers whose record does not count any more, because sealed history that it relied on is damaged; they are due',
  ),
  past_proof_age: count.describe('offers whose newest record is older than that'),
  verified_in_10_minutes: count.describe('offers that got a verdict in the last ten minutes'),
});

/**
 * A page of the newest verdicts on offers, the oldest first. Offers that were never verified are not listed.
 */
export const OFFERS = z.strictObject({
  items: z.array(
    z.strictObject({
      seller_id: text,
      sku: text,
      confidence: z.enum(['trusted', 'untrusted']),
      recovery_id: text,
      verified_at: instant,
      revoked: text
        .nullable()
        .describe('why the record does not count any more: what it relied on is damaged; null: it counts'),
    }),
  ),
  next: text.nullable().describe('`after` of the next page; null: this is the last one'),
});

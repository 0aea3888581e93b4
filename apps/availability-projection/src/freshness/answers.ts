import { part } from '@stockproof/http';
import { z } from 'zod';

const { count, instant, text } = part;
const STATUS = z.enum(['current', 'stale']).describe('stale: older than the bound, or never complete');

/** How old what the view shows is, by partition of the ledger's CDC topic. */
export const FRESHNESS = z.strictObject({
  topic: text.describe('the CDC topic of the ledger'),
  at: instant,
  bound_ms: count.describe('an older answer says `stale`'),
  status: STATUS.describe('of the oldest partition'),
  oldest_ms: count
    .nullable()
    .describe('age of the oldest partition; null if one has never been complete, or there is none'),
  partitions: z.array(
    z.strictObject({
      partition: count,
      as_of: instant
        .nullable()
        .describe('everything that the write side committed until then is in the view; null if never'),
      age_ms: count.nullable(),
      status: STATUS,
    }),
  ),
});

/** The answer of GET /v1/freshness. */
export type Freshness = z.infer<typeof FRESHNESS>;

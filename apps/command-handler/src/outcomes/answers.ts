import { LEDGER_STATUSES } from '@stockproof/events';
import { part } from '@stockproof/http';
import { z } from 'zod';

const { count, instant, text } = part;

/** The outcome of an update. */
export const OUTCOME = z.strictObject({
  event_id: text,
  seller_id: text,
  status: z.enum([...LEDGER_STATUSES, 'rejected', 'quarantined']),
  version: count.optional().describe('the version it made, where it made one'),
  reason: text.optional(),
  sku: text.optional(),
  duplicates: count.describe('how often it came again'),
  conflicts: count.describe('how often its id came with another body'),
  decided_at: instant,
});

const parts = {
  received: count,
  accepted: count,
  superseded: count,
  duplicate: count,
  conflict: count,
  rejected: count,
  quarantined: count,
};

/** received = the sum of all others, exactly. Rows without effect (superseded, absorbed) are counted as superseded. */
export const ACCOUNTING = z.strictObject({
  partitions: z.array(z.strictObject({ topic: text, partition: count, ...parts })),
  total: z.strictObject(parts),
});

/** The replication slots of the ledger's database, in order of name, whoever created them. */
export const SLOTS = z.strictObject({
  slots: z.array(
    z.strictObject({
      slot_name: text,
      active: z.boolean(),
      lag_bytes: z.int().describe('WAL written since the last position the connector confirmed'),
    }),
  ),
});

/**
 * The newest decision; a quarantined message counts only if there is none, because it does not use the event
 * id.
 */
export type Outcome = z.infer<typeof OUTCOME>;
/** Counts since the tables were created, in order of topic and partition. */
export type AccountingAnswer = z.infer<typeof ACCOUNTING>;
/** As PostgreSQL reports them at the time of the request. */
export type Slots = z.infer<typeof SLOTS>;

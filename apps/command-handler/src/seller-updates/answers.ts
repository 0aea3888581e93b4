import { part } from '@stockproof/http';
import { z } from 'zod';
import type { UpdateRow } from './sql/updates-of-seller.js';
import { UPDATE_STATUSES } from './statuses.js';

const { count, instant, text } = part;

const UPDATE = z.strictObject({
  event_id: text.nullable().describe('null where a quarantined message had none that could be read'),
  status: z
    .enum(UPDATE_STATUSES)
    .describe(
      'duplicate: the id came again with the same body, the first outcome stands; conflict: with another body, which was not applied',
    ),
  sku: text.nullable(),
  operation: text.nullable(),
  quantity: count.nullable().describe('as it was asked for'),
  version: count.nullable().describe('the version of the offer that it made'),
  reason: text.nullable().describe('why it was rejected or quarantined'),
  facts: z
    .record(text, z.union([text, z.int()]))
    .nullable()
    .describe('what a rejection rests on, as how many were available'),
  event_time: instant.nullable(),
  duplicates: count.nullable().describe('of a duplicate: how often it came again so far'),
  decided_at: instant,
});

/** A page of what became of a seller's updates. */
export const UPDATES_OF_SELLER = z.strictObject({
  items: z.array(UPDATE),
  next_after: text.nullable().describe('`after` of the next page; null if this one is not full'),
});

/** The newest first. */
export type UpdatesOfSeller = z.infer<typeof UPDATES_OF_SELLER>;
/** What became of an update. */
export type UpdateOfSeller = z.infer<typeof UPDATE>;

/** An outcome in the API. */
export function describeUpdate(row: UpdateRow): UpdateOfSeller {
  const { event_id, status, sku, operation, quantity, version, reason, facts, duplicates } = row;
  return {
    event_id: event_id === '' ? null : event_id,
    status,
    sku,
    operation,
    quantity,
    version,
    reason,
    facts,
    event_time: row.event_time?.toISOString() ?? null,
    duplicates,
    decided_at: row.at.toISOString(),
  };
}

import { part } from '@stockproof/http';
import { z } from 'zod';

const { count, instant, text } = part;
const named = { seller_id: text.nullable(), event_id: text.nullable(), sku: text.nullable() };

/** What is in quarantine, against the contract's policy. */
export const LETTERS = z.strictObject({
  policy: z.strictObject({
    topic: text, part_of_history: z.boolean(), replayable: z.boolean(), reconcile_first: z.boolean(), triage_within_hours: count,
  }),
  by_reason: z.array(z.strictObject({ reason: text, owner: text, messages: count, oldest: instant, overdue: count })),
  overdue: count.describe('open, and older than the contract gives for triage'),
  items: z.array(z.strictObject({
    source_topic: text, source_partition: count, source_offset: count, reason: text, detail: text, owner: text, ...named,
    quarantined_at: instant, age_seconds: z.int(), overdue: z.boolean(),
    closed_at: instant.nullable(), closed_as: z.enum(['redriven', 'dismissed']).nullable(), closed_by: text.nullable(),
    closed_event_id: text.nullable().describe('the event that it became'), closed_reason: text.nullable(),
  })),
});

const VERIFIED = z.strictObject({ recovery_id: text, confidence_status: text });

export const REDRIVEN = z.strictObject({
  seller_id: text,
  event_id: text,
  outcome: text.nullable().describe('null when nothing was decided in time: look again, nothing is lost'),
  duplicate: z.boolean().describe('whether this very event was decided before it was sent again now'),
  closed: z.boolean().describe('whether the letter is settled; only where something was decided'),
  reconciled_before: VERIFIED.nullable(),
  evidence: VERIFIED,
});

export const RELEASED = z.strictObject({ seller_id: text, event_id: text, released: z.boolean() });

export const CLOSED = z.strictObject({ closed: z.boolean().describe('false: asked for, not noted yet; look again') });

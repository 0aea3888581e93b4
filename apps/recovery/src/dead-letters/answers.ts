import { part } from '@stockproof/http';
import { z } from 'zod';
import { PAYLOAD_VIEWS } from './mask-payload.js';

const { count, instant, text } = part;
const named = { seller_id: text.nullable(), event_id: text.nullable(), sku: text.nullable() };

/** The content of the quarantine, with the contract's policy. */
export const DEAD_LETTER_LIST = z.strictObject({
  policy: z.strictObject({
    topic: text,
    part_of_history: z.boolean(),
    replayable: z.boolean(),
    reconcile_first: z.boolean(),
    triage_within_hours: count,
  }),
  by_reason: z.array(
    z.strictObject({ reason: text, assignee: text, messages: count, oldest: instant, overdue: count }),
  ),
  overdue: count.describe('open, and older than the contract gives for triage'),
  items: z.array(
    z.strictObject({
      source_topic: text,
      source_partition: count,
      source_offset: count,
      reason: text,
      detail: text,
      assignee: text,
      ...named,
      quarantined_at: instant,
      age_seconds: z.int(),
      overdue: z.boolean(),
      closed_at: instant.nullable(),
      closed_as: z.enum(['redriven', 'dismissed']).nullable(),
      closed_by: text.nullable(),
      closed_event_id: text.nullable().describe('the event that it became'),
      closed_reason: text.nullable(),
    }),
  ),
});

/** One quarantined message, whole. */
export const WHOLE_DEAD_LETTER = z.strictObject({
  source_topic: text,
  source_partition: count,
  source_offset: count,
  reason: text,
  detail: text,
  assignee: text,
  ...named,
  quarantined_at: instant,
  key_base64: text.nullable(),
  key_bytes: count.nullable(),
  value_base64: text.nullable().describe('what `held` names'),
  value_bytes: count
    .nullable()
    .describe('of the whole value, unpacked; null when there is none or it could not be told'),
  value_digest: text.nullable().describe('SHA-256 in hex of what `digest_of` names'),
  digest_of: z.enum(['value', 'record', 'batch']).nullable(),
  held: z
    .enum(['whole', 'head', 'record', 'batch'])
    .describe(
      'the whole value; its first bytes; a record that makes no sense; the first bytes of a packed batch that was not read',
    ),
  headers: z.record(z.string(), z.string()).describe('with masked values, or none, as `payload` says'),
  payload: z
    .enum(PAYLOAD_VIEWS)
    .describe('what of the bytes the caller is shown: those who act on dead letters all, viewers as is set'),
  value_masked: text.nullable().describe('JSON without its texts and numbers, if that is what is shown'),
  state: z.enum(['open', 'redriven', 'dismissed']),
  closed_at: instant.nullable(),
  closed_by: text.nullable(),
  closed_event_id: text.nullable().describe('the event that it became'),
  closed_reason: text.nullable(),
  sent_as: z
    .strictObject({
      seller_id: text,
      event_id: text,
      attempts: count.describe('how often it was sent'),
      sent_at: instant,
      place: text.nullable().describe('topic/partition/offset of the event that was sent last'),
    })
    .nullable()
    .describe('the event that it was sent as; null if it was not sent'),
});

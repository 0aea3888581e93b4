import { part } from '@stockproof/http';
import { z } from 'zod';
import { MAY_DO } from '../../contracts/may-do.js';
import { REDRIVE_STATUSES } from './redrive-request.js';

const { count, digest, instant, text } = part;

const VERIFIED = z.strictObject({ recovery_id: text, confidence_status: text });

/** A requested redrive. */
export const REDRIVE = z.strictObject({
  redrive_id: text,
  dead_letter: text.describe('topic/partition/offset'),
  status: z.enum(REDRIVE_STATUSES).describe('expired: its approval is too old'),
  seller_id: text,
  event_id: text,
  value: text.describe('exactly what is sent'),
  payload_digest: digest.describe('SHA-256 of the value'),
  digest: digest.describe('what an approval has to name: of dead letter, payload, seller and id'),
  reason: text,
  requested_by: text,
  requested_at: instant,
  approved_by: text.nullable(),
  expires_at: instant.nullable().describe('until when it may be sent'),
  sent_by: text.nullable(),
  sent_at: instant.nullable(),
  withdrawn_at: instant.nullable().describe('when whoever asked took it back'),
  withdrawn_reason: text.nullable(),
  may: z
    .strictObject({ approve: MAY_DO, send: MAY_DO, withdraw: MAY_DO })
    .describe('what the caller may do with it now; only the act decides'),
});

/** A page of redrives, the newest request first. */
export const REDRIVES = z.strictObject({ items: z.array(REDRIVE) });

/** What a redrive would send. */
export const CHECKED_REDRIVE = z.strictObject({
  dead_letter: text.describe('topic/partition/offset'),
  seller_id: text,
  event_id: text,
  sku: text,
  topic: text.describe('where it would be sent'),
  partition: count,
  digest: digest.describe('what an approval would have to name'),
  duplicate: z
    .boolean()
    .describe('whether this very event is decided: it would be a duplicate, and settle the dead letter'),
  outcome: text.nullable().describe('what was decided then; the stock is not asked for a new one'),
  sent_before: count.describe('how often this dead letter was sent'),
});

/** The answer to a redrive whose message was sent, also if its outcome was not known in time. */
export const REDRIVEN = z.strictObject({
  redrive_id: text,
  seller_id: text,
  event_id: text,
  outcome: text.nullable().describe('null when nothing was decided in time: look again, nothing is lost'),
  duplicate: z.boolean().describe('whether this very event was decided before it was sent again now'),
  closed: z
    .boolean()
    .describe('whether the dead letter is settled as this event; only where something was decided'),
  reconciled_before: VERIFIED.nullable(),
  evidence: VERIFIED,
});

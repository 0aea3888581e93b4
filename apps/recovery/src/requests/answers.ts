import { part } from '@stockproof/http';
import { z } from 'zod';
import { MAY_DO } from '../contracts/may-do.js';
import { MODES, VERDICTS } from './report/run-queries.js';

const { count, digest, instant, text } = part;
const MODE = z.enum(MODES);
const VERDICT = z.enum(VERDICTS).nullable().describe('null until it is sealed');
const SCOPE = z.looseObject({ type: text });

const PROGRESS = z.strictObject({
  step: text,
  events_total: count,
  events_read: count,
  events_per_second: z.number().min(0),
  repairs_sent: count,
  repairs_applied: count,
  units_total: count.describe('units of the verification under way; 0 if it is made at once'),
  units_done: count.describe('those that are done, by whichever process'),
  limited_to_events_per_second: z
    .number()
    .min(0)
    .nullable()
    .describe('because live traffic lags; null if that does not slow the run'),
  as_of: instant,
});

const MAY = z
  .strictObject({
    approve: z.boolean(),
    break_glass: z.boolean().describe('whether the caller may approve it alone, with a reason'),
    why: text.nullable().describe('why not, or why only so; null if the caller may approve it'),
  })
  .describe('what the caller may do with it now; only an approval decides');

const MAY_WITH_RUN = MAY.extend({ pause: MAY_DO, resume: MAY_DO, abort: MAY_DO });

const BLAST_RADIUS = z.strictObject({
  offers: count,
  events: count,
  sellers: count,
  topics: z.array(text),
  messages_at_most: count,
  estimated_seconds: z.number().min(0),
});

/** The present state of a recovery. */
export const RECOVERY = z.strictObject({
  recovery_id: text,
  contract: text,
  status: text,
  mode: MODE,
  scope: SCOPE,
  candidate: z.looseObject({ name: text, version: count }).nullable(),
  put_back: z
    .strictObject({ digest, offers: count, rows: count, rejections: count })
    .nullable()
    .describe('the lost rows that it puts back; null for every other recovery'),
  owner: text,
  intent: text,
  requested_by: text,
  rate_limit_events_per_second: count.nullable(),
  plan_digest: digest.nullable().describe('what an approval has to name'),
  blast_radius: BLAST_RADIUS.nullable(),
  code_version: text.nullable(),
  approval: z
    .strictObject({ by: text, break_glass: z.boolean(), reason: text.nullable(), expires_at: instant })
    .nullable(),
  review_due: z.boolean().describe('a glass was broken and nobody has reviewed that'),
  step: text.nullable(),
  resumed: count.describe('how often it was resumed after its process died'),
  progress: PROGRESS.nullable().describe('null unless it runs, and in its first second in another process'),
  confidence_status: VERDICT,
  evidence_sequence: count.nullable(),
  reason: text.nullable().describe('why it was rejected, aborted or failed'),
  may: MAY_WITH_RUN,
});

/** A page of recoveries, the newest request first. */
export const RECOVERIES_LISTED = z.strictObject({
  items: z.array(
    z.strictObject({
      recovery_id: text,
      flow: text,
      mode: MODE,
      scope: SCOPE,
      status: text,
      confidence_status: VERDICT,
      requested_by: text,
      requested_at: instant,
      updated_at: instant,
      may: MAY,
    }),
  ),
});

/** Each type of event has its own members. */
export const HISTORY = z.strictObject({
  items: z.array(z.looseObject({ version: count, at: instant, type: text })),
});

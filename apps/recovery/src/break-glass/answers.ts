import { part } from '@stockproof/http';
import { REVIEW_VERDICTS } from '@stockproof/recovery-run';
import { z } from 'zod';

const { count, instant, text } = part;

/** A break-glass approval, and its signed review. */
const GLASS = z.strictObject({
  recovery_id: text,
  version: count.describe('of the event in the history of the run'),
  requested_by: text,
  broken_by: text,
  reason: text,
  broken_at: instant,
  overdue: z.boolean().describe('not reviewed, and older than there is time for that'),
  review: z
    .strictObject({
      recovery_id: text,
      requested_by: text,
      broken_by: z.array(text),
      reviewed_by: text,
      reviewed_at: instant,
      verdict: z.enum(REVIEW_VERDICTS),
      note: text,
      key_id: text,
      signature: text,
    })
    .nullable()
    .describe(
      'signed over `stockproof.break-glass-review.v1`, a line feed and its canonical JSON without the signature',
    ),
});

/**
 * A page of break-glass approvals, the oldest first; unless asked otherwise, only those that nobody has
 * reviewed.
 */
export const GLASSES = z.strictObject({ items: z.array(GLASS) });

import { part } from '@stockproof/http';
import { z } from 'zod';

const { count, text } = part;

/** One event, taken. */
export const QUEUED = z.strictObject({ event_id: text, status: z.literal('queued') });

const refused = z.strictObject({
  index: count,
  event_id: text.nullable(),
  status: z.literal('refused'),
  problem: z
    .strictObject({ type: text, title: text, status: z.int().min(400).max(599), code: text, detail: text })
    .describe('RFC 9457, as the event alone would be answered'),
});
const accepted = z.strictObject({
  index: count,
  event_id: text,
  status: z.literal('queued'),
});

/** An array: what became of each of its events, in order. */
export const UPDATE_RESULTS = z.strictObject({
  queued: count,
  refused: count,
  results: z.array(z.union([accepted, refused])),
});

import { part } from '@stockproof/http';
import { z } from 'zod';

const { count, text } = part;

/** One accepted event. */
export const QUEUED = z.strictObject({ event_id: text, status: z.literal('queued') });

/** RFC 9457, as if the event had been posted alone. */
const refused = z.strictObject({
  index: count,
  event_id: text.nullable(),
  type: text,
  title: text,
  status: z.int().min(400).max(599),
  code: text,
  detail: text,
});
const queued = z.strictObject({ index: count, event_id: text, status: z.literal(202) });

/** The answer for an array: the status that each event would have had alone, in order. */
export const UPDATE_RESULTS = z.strictObject({
  queued: count,
  refused: count,
  results: z.array(z.union([queued, refused])),
});

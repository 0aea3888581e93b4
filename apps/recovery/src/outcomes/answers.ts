import { part } from '@stockproof/http';
import { z } from 'zod';

const { count, text } = part;
const names = z.array(text);

const COMPARED = z.strictObject({
  in_tables: count,
  on_topic: count.describe('different outcomes; one may have been told more than once'),
  emitted_again: count.describe('messages with a value in the header `emitted_again`'),
  missing: count,
  differing: count.describe('the newest message says something else than the table'),
  only_on_topic: count,
  examples: z.strictObject({ missing: names, differing: names, only_on_topic: names }),
});

/** The comparison of tables and topics for a range of outcomes. */
export const CHECK = z.strictObject({
  verdict: z.enum(['complete', 'differences', 'inconclusive']),
  reason: text.nullable().describe('why it is inconclusive'),
  rejections: COMPARED.nullable(),
  dead_letters: COMPARED.nullable(),
});

/** The result of an emission. Both checks are of its range. */
export const EMITTED = z.strictObject({
  emission_id: text.describe('is in the header `emitted_again` of what was sent'),
  requested: count,
  emitted: count.describe(
    'handed to the outbox by the owner; fewer than requested when it did not answer in time',
  ),
  before: CHECK,
  after: CHECK,
});

import { part } from '@stockproof/http';
import { z } from 'zod';

const { count, instant, text } = part;
const COLUMNS = z.array(text).describe('columns that differ');

const VERSION = z.strictObject({
  version: count,
  ledger: z
    .strictObject({
      status: text,
      operation: text,
      quantity: z.int(),
      accepted_at: instant,
      digest_holds: z.boolean().describe('whether the row has the digest of its content'),
      follows: z
        .boolean()
        .nullable()
        .describe('whether it follows the row before; null if that was not read'),
    })
    .nullable()
    .describe('null: the ledger has no such row'),
  captured: z
    .strictObject({
      state: z
        .enum(['same', 'differs', 'not_found', 'not_yet', 'not_kept', 'not_searched'])
        .describe(
          'of the CDC message beside the ledger. `not_found`: none from 2 s before the row was accepted until rows that were accepted a minute later. `not_kept`: Kafka begins later. `not_searched`: it would have been too much to read',
        ),
      columns: COLUMNS,
      offset: count.nullable(),
      lsn: text.nullable(),
      captured_at: instant.nullable(),
    })
    .describe('message of the CDC topic'),
  view: z
    .enum(['holds', 'contains', 'not_yet'])
    .describe('the view holds one version, which contains all before it'),
  published: z
    .strictObject({
      state: z
        .enum(['same', 'differs', 'found', 'passed_over', 'not_found', 'not_yet', 'not_searched'])
        .describe(
          '`same` and `differs`: beside the view, which has this version and revision. `passed_over`: a newer one took its place before it was sent, or since in the compacted topic',
        ),
      columns: COLUMNS,
      offset: count.nullable(),
      revision: count.nullable(),
      published_at: instant.nullable(),
    })
    .describe('message of the availability topic'),
  signed: z.strictObject({
    state: z
      .enum(['same', 'differs', 'attested', 'unsigned'])
      .describe('`attested`: a later version is signed, whose chain of digests has this one in it'),
    by: z.enum(['evidence', 'untrusted', 'checkpoint']).nullable(),
    sequence: count.nullable(),
  }),
});

/** Versions of an offer, each as the ledger, CDC, the view, the topic and signed records hold it. */
export const LANES = z.strictObject({
  seller_id: text,
  sku: text,
  ledger_version: count.describe("the stream head's"),
  view: z
    .strictObject({ version: count, revision: count, status: text, confidence: text })
    .nullable()
    .describe('null: the view has no row of it'),
  items: z.array(VERSION),
  first_difference: z
    .strictObject({
      version: count,
      witness: z.enum(['ledger', 'captured', 'published', 'signed']),
      what: text,
    })
    .nullable()
    .describe('where the witnesses part first among these versions'),
  next_from_version: count.nullable(),
});

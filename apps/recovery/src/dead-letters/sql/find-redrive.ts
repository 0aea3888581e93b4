import type { Queryable } from '@stockproof/postgres';
import type { Binding } from '../judge-decisions.js';
import type { LetterPlace } from './find-letter.js';

const SQL = `
  SELECT seller_id, event_id, encode(request_hash, 'hex') AS request_hash, redriven_at FROM redrive
  WHERE source_topic = $1 AND source_partition = $2 AND source_offset = $3`;

/** What a letter was sent again as; undefined where it was not. */
export async function findRedrive(records: Queryable, { topic, partition, offset }: LetterPlace): Promise<Binding | undefined> {
  return (await records.query<Binding>({ name: 'find-redrive', text: SQL, values: [topic, partition, offset] })).rows[0];
}

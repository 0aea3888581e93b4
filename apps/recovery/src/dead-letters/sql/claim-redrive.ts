import type { Queryable } from '@stockproof/postgres';
import type { LetterPlace } from './find-letter.js';

const SQL = `
  INSERT INTO redrive (source_topic, source_partition, source_offset, seller_id, event_id, by_subject)
  VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (source_topic, source_partition, source_offset) DO UPDATE SET by_subject = excluded.by_subject
    WHERE redrive.event_id = excluded.event_id AND redrive.seller_id = excluded.seller_id
  RETURNING event_id`;

/**
 * Notes that a letter is sent again as this event. False when it was sent as another one before: a letter becomes one
 * event, however often it is tried.
 */
export async function claimRedrive(
  db: Queryable, { topic, partition, offset }: LetterPlace, seller_id: string, event_id: string, by: string,
): Promise<boolean> {
  const values = [topic, partition, offset, seller_id, event_id, by];
  return (await db.query({ name: 'claim-redrive', text: SQL, values })).rowCount === 1;
}

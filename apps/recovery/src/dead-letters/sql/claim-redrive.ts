import { bytea, type Queryable } from '@stockproof/postgres';
import type { LetterPlace } from './find-letter.js';

const SQL = `
  INSERT INTO redrive (source_topic, source_partition, source_offset, seller_id, event_id, by_subject, request_hash)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
  ON CONFLICT (source_topic, source_partition, source_offset) DO UPDATE SET by_subject = excluded.by_subject, request_hash = excluded.request_hash
    WHERE redrive.event_id = excluded.event_id AND redrive.seller_id = excluded.seller_id
      AND (redrive.request_hash IS NULL OR redrive.request_hash = excluded.request_hash)
  RETURNING event_id`;

/** The event that a letter is sent again as. */
export interface RedrivenAs {
  readonly seller_id: string;
  readonly event_id: string;
  /** Hex. */
  readonly request_hash: string;
}

/**
 * Notes that a letter is sent again as this event. False when it was sent as another one before, by its id or by its content: a
 * letter becomes one event, however often it is tried.
 */
export async function claimRedrive(
  db: Queryable, { topic, partition, offset }: LetterPlace, { seller_id, event_id, request_hash }: RedrivenAs, by: string,
): Promise<boolean> {
  const values = [topic, partition, offset, seller_id, event_id, by, bytea(request_hash)];
  return (await db.query({ name: 'claim-redrive', text: SQL, values })).rowCount === 1;
}

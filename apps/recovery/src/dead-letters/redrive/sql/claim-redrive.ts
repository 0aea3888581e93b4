import { bytea, type Queryable } from '@stockproof/postgres';
import type { RecordPosition } from '../../sql/find-dead-letter.js';

const SQL = `
  WITH used AS (
    UPDATE redrive_request SET sent_by = $6, sent_at = now()
    WHERE redrive_id = $8 AND sent_at IS NULL AND withdrawn_at IS NULL AND approved_by IS NOT NULL AND expires_at > now()
    RETURNING redrive_id
  )
  INSERT INTO redrive (source_topic, source_partition, source_offset, seller_id, event_id, by_subject, request_hash)
  SELECT $1, $2::integer, $3::bigint, $4, $5, $6, $7::bytea FROM used
  ON CONFLICT (source_topic, source_partition, source_offset) DO UPDATE
    SET by_subject = excluded.by_subject, request_hash = excluded.request_hash, redriven_at = excluded.redriven_at, times = redrive.times + 1,
      sent_topic = NULL, sent_partition = NULL, sent_offset = NULL
    WHERE redrive.event_id = excluded.event_id AND redrive.seller_id = excluded.seller_id
      AND (redrive.request_hash IS NULL OR redrive.request_hash = excluded.request_hash)
  RETURNING times`;

/** The event that a dead letter is sent again as. */
export interface RedrivenAs {
  readonly seller_id: string;
  readonly event_id: string;
  /** Hex. */
  readonly request_hash: string;
}

/**
 * Uses up the approval of a redrive and notes that its dead letter is about to be sent again as this event;
 * gives how often that was noted, from 1. Where the event stands is unknown from then on. Null when the
 * approval is used, expired or missing, or the redrive was withdrawn. Null too, though the approval is used
 * up, when the dead letter was sent as another event before, by its id or by its content, or is dismissed: a
 * dead letter becomes one event or none, however often it is tried.
 */
export async function claimRedrive(
  db: Queryable,
  redrive_id: string,
  { topic, partition, offset }: RecordPosition,
  { seller_id, event_id, request_hash }: RedrivenAs,
  by: string,
): Promise<number | null> {
  const values = [topic, partition, offset, seller_id, event_id, by, bytea(request_hash), redrive_id];
  return (
    (await db.query<{ times: number }>({ name: 'claim-redrive', text: SQL, values })).rows[0]?.times ?? null
  );
}

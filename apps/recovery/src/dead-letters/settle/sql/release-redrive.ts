import type { Queryable } from '@stockproof/postgres';
import type { Binding } from '../classify-decisions.js';
import type { RecordPosition } from '../../sql/find-dead-letter.js';

const SQL = `
  WITH released AS (
    DELETE FROM redrive WHERE source_topic = $1 AND source_partition = $2 AND source_offset = $3 AND seller_id = $4 AND event_id = $5 AND times = $6
    RETURNING source_topic, source_partition, source_offset, seller_id, event_id, by_subject, redriven_at
  )
  INSERT INTO redrive_released (
    source_topic, source_partition, source_offset, seller_id, event_id, by_subject, redriven_at, released_by, reason)
  SELECT source_topic, source_partition, source_offset, seller_id, event_id, by_subject, redriven_at, $7, $8 FROM released`;

/**
 * Parts a dead letter from the event it was sent as, and keeps who did it and why. False when it is not that
 * event's any more, or was sent once more since.
 */
export async function releaseRedrive(
  db: Queryable,
  { topic, partition, offset }: RecordPosition,
  { seller_id, event_id, times }: Pick<Binding, 'seller_id' | 'event_id' | 'times'>,
  by: string,
  reason: string,
): Promise<boolean> {
  const values = [topic, partition, offset, seller_id, event_id, times, by, reason];
  return (await db.query({ name: 'release-redrive', text: SQL, values })).rowCount === 1;
}

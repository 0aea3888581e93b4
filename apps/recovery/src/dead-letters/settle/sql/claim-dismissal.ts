import type { Queryable } from '@stockproof/postgres';
import type { RecordPosition } from '../../sql/find-dead-letter.js';

const SQL = `
  INSERT INTO redrive (source_topic, source_partition, source_offset, by_subject)
  VALUES ($1, $2, $3, $4)
  ON CONFLICT (source_topic, source_partition, source_offset) DO UPDATE SET by_subject = redrive.by_subject WHERE redrive.event_id IS NULL
  RETURNING by_subject`;

/**
 * Notes that nothing is to come of a dead letter: from then on no event can be claimed for it. False when it
 * was sent again before. Idempotent.
 */
export async function claimDismissal(
  db: Queryable,
  { topic, partition, offset }: RecordPosition,
  by: string,
): Promise<boolean> {
  return (
    (await db.query({ name: 'claim-dismissal', text: SQL, values: [topic, partition, offset, by] }))
      .rowCount === 1
  );
}

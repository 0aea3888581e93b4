import type { LetterClosingV1 } from '@stockproof/events';
import type { Queryable } from '@stockproof/postgres';

const SQL = `
  UPDATE quarantine
  SET closed_at = $4::timestamptz, closed_as = $5, closed_by = $6, closed_event_id = $7, closed_reason = $8
  WHERE source_topic = $1 AND source_partition = $2 AND source_offset = $3 AND closed_at IS NULL`;

/** Notes that a dead letter is settled, by whom and as what. The first word stands. */
export async function closeDeadLetter(db: Queryable, closing: LetterClosingV1): Promise<void> {
  const { source_topic, source_partition, source_offset, closed_at, closed_as, closed_by, event_id, reason } =
    closing;
  const values = [
    source_topic,
    source_partition,
    source_offset,
    closed_at,
    closed_as,
    closed_by,
    event_id,
    reason,
  ];
  await db.query({ name: 'close-letter', text: SQL, values });
}

import type { Queryable } from '@stockproof/postgres';
import type { RecordPosition } from '../../sql/find-dead-letter.js';

const SQL = `
  UPDATE redrive SET sent_topic = $5, sent_partition = $6, sent_offset = $7
  WHERE source_topic = $1 AND source_partition = $2 AND source_offset = $3 AND times = $4`;

/**
 * Notes where the event of a dead letter came to stand when it was sent for the `times`-th time; of an older
 * time nothing is noted.
 */
export async function noteSent(
  db: Queryable,
  { topic, partition, offset }: RecordPosition,
  times: number,
  sent: RecordPosition,
): Promise<void> {
  await db.query({
    name: 'note-sent',
    text: SQL,
    values: [topic, partition, offset, times, sent.topic, sent.partition, sent.offset],
  });
}

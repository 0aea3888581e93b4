import type { Queryable } from '../../transaction.js';
import type { PartitionKey } from '../position.js';

const SQL = `
  UPDATE consumer_position SET topic_id = $4, next_offset = $5, updated_at = now()
  WHERE consumer_group = $1 AND topic = $2 AND partition = $3`;

/** Puts a position into another log. For a claim that nobody else holds, in the same transaction. */
export async function moveToLog(
  db: Queryable,
  key: PartitionKey,
  topic_id: string,
  next_offset: number,
): Promise<void> {
  await db.query({
    name: 'move-to-log',
    text: SQL,
    values: [key.consumer_group, key.topic, key.partition, topic_id, next_offset],
  });
}

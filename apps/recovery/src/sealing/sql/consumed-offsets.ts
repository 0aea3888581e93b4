import type { Queryable } from '@stockproof/postgres';

const CONSUMED_SQL = `
  SELECT partition, next_offset FROM consumer_position
  WHERE consumer_group = $1 AND topic = $2 AND topic_id = $3`;

/** Per partition, the next offset that the group reads of this log. */
export async function readConsumedOffsets(
  db: Queryable,
  group: string,
  topic: string,
  topic_id: string,
): Promise<ReadonlyMap<number, number>> {
  const { rows } = await db.query<{ partition: number; next_offset: number }>({
    name: 'read-consumed-offsets',
    text: CONSUMED_SQL,
    values: [group, topic, topic_id],
  });
  return new Map(rows.map(({ partition, next_offset }) => [partition, next_offset]));
}

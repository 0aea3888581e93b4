import type { Queryable } from '@stockproof/postgres';

const SQL = `
  UPDATE published_position SET published_offset = $4
  WHERE topic = $1 AND partition = $2 AND epoch = $3 AND published_offset <= $4`;

/** Every change before `published_offset` is on the topic. False when another epoch holds the position. */
export async function advancePublished(
  db: Queryable,
  topic: string,
  partition: number,
  epoch: number,
  published_offset: number,
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'advance-published',
    text: SQL,
    values: [topic, partition, epoch, published_offset],
  });
  return rowCount === 1;
}

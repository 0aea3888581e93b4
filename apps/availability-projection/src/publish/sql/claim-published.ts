import type { Queryable } from '@stockproof/postgres';

const SQL = `
  INSERT INTO published_position AS kept (topic, partition, published_offset, epoch)
  VALUES ($1, $2, 0, $3)
  ON CONFLICT (topic, partition) DO UPDATE SET epoch = excluded.epoch WHERE kept.epoch <= excluded.epoch
  RETURNING published_offset`;

/**
 * Takes the trailing position over under the epoch of the partition's claim; gives the first source offset
 * whose change may not be published yet. Undefined when a later epoch holds it.
 */
export async function claimPublished(
  db: Queryable,
  topic: string,
  partition: number,
  epoch: number,
): Promise<number | undefined> {
  const { rows } = await db.query<{ published_offset: number }>({
    name: 'claim-published',
    text: SQL,
    values: [topic, partition, epoch],
  });
  return rows[0]?.published_offset;
}

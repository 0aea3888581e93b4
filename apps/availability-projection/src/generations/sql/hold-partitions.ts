import type { PartitionKey, Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT partition FROM consumer_position WHERE consumer_group = $1 AND topic = $2 ORDER BY partition FOR UPDATE`;

/** Nobody can write the view in any partition until the transaction ends: every write moves one of these positions. */
export async function holdPartitions(
  db: Queryable,
  { consumer_group, topic }: Omit<PartitionKey, 'partition'>,
): Promise<void> {
  await db.query({ name: 'hold-partitions', text: SQL, values: [consumer_group, topic] });
}

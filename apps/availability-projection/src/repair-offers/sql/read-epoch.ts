import type { PartitionKey, Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT epoch FROM consumer_position WHERE consumer_group = $1 AND topic = $2 AND partition = $3 FOR SHARE`;

/** The epoch of a partition's owner; nobody can raise it until the transaction ends. */
export async function readEpoch(
  db: Queryable,
  { consumer_group, topic, partition }: PartitionKey,
): Promise<number | undefined> {
  const { rows } = await db.query<{ epoch: number }>({
    name: 'read-epoch',
    text: SQL,
    values: [consumer_group, topic, partition],
  });
  return rows[0]?.epoch;
}

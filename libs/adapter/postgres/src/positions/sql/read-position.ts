import type { Queryable } from '../../transaction.js';
import type { Claim, PartitionKey } from '../position.js';

const SQL = `
  SELECT epoch, next_offset FROM consumer_position
  WHERE consumer_group = $1 AND topic = $2 AND partition = $3`;

/** The stored epoch and position; undefined when the partition was never claimed. */
export async function readPosition(db: Queryable, key: PartitionKey): Promise<Claim | undefined> {
  const { rows } = await db.query<Claim>({
    name: 'read-position',
    text: SQL,
    values: [key.consumer_group, key.topic, key.partition],
  });
  return rows[0];
}

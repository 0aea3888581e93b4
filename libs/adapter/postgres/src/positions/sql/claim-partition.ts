import type { Queryable } from '../../transaction.js';
import type { Claim, PartitionKey } from '../position.js';

const SQL = `
  INSERT INTO consumer_position (consumer_group, topic, partition, epoch, claimed_by, claimed_at)
  VALUES ($1, $2, $3, 1, $4, now())
  ON CONFLICT (consumer_group, topic, partition) DO UPDATE
    SET epoch = consumer_position.epoch + 1, claimed_by = $4, claimed_at = now()
  RETURNING epoch, next_offset`;

/**
 * Takes a partition over: from now on every write with an older epoch is refused. Waits for a transaction
 * of the previous owner that is just committing. `next_offset` is null when the group has never read it.
 */
export async function claimPartition(db: Queryable, key: PartitionKey, claimed_by: string): Promise<Claim> {
  const { rows } = await db.query<Claim>({
    name: 'claim-partition',
    text: SQL,
    values: [key.consumer_group, key.topic, key.partition, claimed_by],
  });
  const [claim] = rows;
  if (claim === undefined) throw new Error('claim-partition returned no row');
  return claim;
}

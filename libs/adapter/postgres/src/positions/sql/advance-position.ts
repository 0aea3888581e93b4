import type { Queryable } from '../../transaction.js';
import type { PartitionKey } from '../position.js';

const SQL = `
  UPDATE consumer_position SET next_offset = $6, updated_at = now()
  WHERE consumer_group = $1 AND topic = $2 AND partition = $3
    AND epoch = $4 AND next_offset IS NOT DISTINCT FROM $5`;

/**
 * Moves the position from `from` to `to`. False when it did not be at `from` under this epoch: the
 * caller was fenced, or an earlier COMMIT of unknown outcome took effect after all (see `commitOffset`).
 */
export async function advancePosition(
  db: Queryable,
  key: PartitionKey,
  epoch: number,
  from: number | null,
  to: number,
): Promise<boolean> {
  const { rowCount } = await db.query({
    name: 'advance-position',
    text: SQL,
    values: [key.consumer_group, key.topic, key.partition, epoch, from, to],
  });
  return rowCount === 1;
}

import type { Queryable } from '@stockproof/postgres';

const LOCK_POSITIONS_SQL = `
  SELECT topic, partition, next_offset FROM consumer_position WHERE consumer_group = $1
  ORDER BY topic COLLATE "C", partition FOR UPDATE`;

/** The next offset of a partition; null if nothing was read of it. */
export interface RestoredPosition {
  readonly topic: string;
  readonly partition: number;
  readonly next_offset: number | null;
}

/** Reads every stored offset of a group and locks it until the transaction ends, so that the group decides nothing meanwhile. */
export async function lockPositions(db: Queryable, consumer_group: string): Promise<RestoredPosition[]> {
  return (
    await db.query<RestoredPosition>({
      name: 'lock-positions',
      text: LOCK_POSITIONS_SQL,
      values: [consumer_group],
    })
  ).rows;
}

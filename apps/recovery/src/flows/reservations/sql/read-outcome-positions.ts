import type { Queryable } from '@stockproof/postgres';

const SQL = `SELECT partition, coalesce(next_offset, 0) AS next_offset FROM consumer_position WHERE consumer_group = $1 AND topic = $2`;

/** How far the reservation service has heard what the ledger decided, by partition. */
export async function readOutcomePositions(db: Queryable, consumer_group: string, topic: string): Promise<ReadonlyMap<number, number>> {
  const { rows } = await db.query<{ partition: number; next_offset: number }>(SQL, [consumer_group, topic]);
  return new Map(rows.map(({ partition, next_offset }) => [partition, next_offset]));
}

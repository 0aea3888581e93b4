import type { Queryable } from '@stockproof/postgres';

const SQL = `
  WITH noted AS (INSERT INTO next_generation.ready_partition (partition) VALUES ($1) ON CONFLICT DO NOTHING)
  SELECT count(*) AS others FROM next_generation.ready_partition WHERE partition <> $1`;

/** How many partitions are ready, with this one. */
export async function noteReady(db: Queryable, partition: number): Promise<number> {
  const { rows } = await db.query<{ others: number }>({ name: 'note-ready', text: SQL, values: [partition] });
  return (rows[0]?.others ?? 0) + 1;
}

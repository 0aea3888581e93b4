import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT count(*) AS behind
  FROM offer_availability AS live
  LEFT JOIN next_generation.offer_availability AS next USING (sku, seller_id)
  WHERE next.version IS NULL OR next.version < live.version OR next.status <> 'current' OR live.status <> 'current'`;

/** Offers of the live view that the next generation lacks, is behind in, or could not follow. */
export async function countBehind(db: Queryable): Promise<number> {
  const { rows } = await db.query<{ behind: number }>({ name: 'count-behind', text: SQL });
  return rows[0]?.behind ?? 0;
}

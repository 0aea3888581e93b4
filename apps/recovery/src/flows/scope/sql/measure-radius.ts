import type { Queryable } from '@stockproof/postgres';
import type { Radius } from '../../../evidence/recorded-flow.js';

const SQL = (condition: string): string => `
  SELECT count(*)::int AS offers, count(DISTINCT seller_id)::int AS sellers, coalesce(sum(version), 0)::bigint AS events
  FROM inventory_stock_on_hand WHERE ${condition}`;

/** Offers, sellers and events of a scope, from the heads: a version is an event. */
export async function measureRadius(db: Queryable, condition: string): Promise<Radius> {
  const { rows } = await db.query<Radius>(SQL(condition));
  return rows[0] ?? { offers: 0, sellers: 0, events: 0 };
}

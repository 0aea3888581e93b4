import type { Queryable } from '@stockproof/postgres';
import type { Radius } from '../../../evidence/recorded-flow.js';

const SQL = (condition: string): string => `
  WITH touched AS (SELECT reservation_id, seller_id, sku FROM reservation_line WHERE ${condition})
  SELECT count(DISTINCT (seller_id, sku))::int AS offers, count(DISTINCT seller_id)::int AS sellers, coalesce((
    SELECT sum(version) FROM reservation WHERE reservation_id IN (SELECT reservation_id FROM touched)), 0)::bigint AS events
  FROM touched`;

/** Offers, sellers and events of the reservations of a scope. */
export async function measureReservations(db: Queryable, condition: string): Promise<Radius> {
  const { rows } = await db.query<Radius>(SQL(condition));
  return rows[0] ?? { offers: 0, sellers: 0, events: 0 };
}

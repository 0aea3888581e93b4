import type { Queryable } from '@stockproof/postgres';

const SQL = (condition: string): string => `
  SELECT stream FROM event CROSS JOIN LATERAL jsonb_to_recordset(
    CASE jsonb_typeof(data -> 'lines') WHEN 'array' THEN data -> 'lines' ELSE '[]' END) AS line (seller_id text, sku text)
  WHERE type = 'reservation_requested' AND ${condition}
  UNION
  SELECT 'reservation-' || reservation_id FROM reservation_line WHERE ${condition}`;

/** Streams of the reservations that ask for an offer of the scope, or are read as if they did. */
export async function findStreams(db: Queryable, condition: string): Promise<string[]> {
  return (await db.query<{ stream: string }>(SQL(condition))).rows.map(({ stream }) => stream);
}

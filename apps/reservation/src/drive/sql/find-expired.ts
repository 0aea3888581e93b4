import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT reservation_id FROM reservation
  WHERE status IN ('requested', 'held') AND expires_at <= $1 AND reservation_id <> ALL ($2::text[])
  ORDER BY expires_at LIMIT $3`;

/** Reservations whose time is up and that nobody has confirmed, but those to be skipped. */
export async function findExpired(
  db: Queryable,
  now_ms: number,
  skipped: readonly string[],
  limit: number,
): Promise<string[]> {
  const { rows } = await db.query<{ reservation_id: string }>({
    name: 'find-expired',
    text: SQL,
    values: [new Date(now_ms), skipped, limit],
  });
  return rows.map(({ reservation_id }) => reservation_id);
}

import type { Queryable } from '@stockproof/postgres';

const SQL = `
  INSERT INTO reservation (reservation_id, order_id, status, version, requested_at, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (reservation_id) DO NOTHING`;

/** Puts a row where there is none, so that whoever decides on the reservation meanwhile has something to wait for; false where there is one. */
export async function holdRow(
  db: Queryable,
  reservation_id: string,
  version: number,
  state: {
    readonly order_id: string;
    readonly status: string;
    readonly requested_at: string;
    readonly expires_at: string;
  },
): Promise<boolean> {
  const { order_id, status, requested_at, expires_at } = state;
  const { rowCount } = await db.query({
    name: 'hold-row',
    text: SQL,
    values: [reservation_id, order_id, status, version, requested_at, expires_at],
  });
  return rowCount === 1;
}

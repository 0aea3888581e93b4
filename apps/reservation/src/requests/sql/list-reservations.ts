import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT reservation_id, order_id, client, status, requested_at, expires_at, attempts, stuck FROM reservation
  WHERE ($1::text IS NULL OR status = $1) AND ($2::boolean IS NULL OR stuck = $2) AND reservation_id > $3
    AND ($5::text IS NULL OR client = $5 OR client IS NULL)
  ORDER BY reservation_id LIMIT $4`;

export interface Listed {
  readonly reservation_id: string;
  readonly order_id: string;
  /** Null of one from before clients were noted. */
  readonly client: string | null;
  readonly status: string;
  readonly requested_at: Date;
  readonly expires_at: Date;
  readonly attempts: number;
  readonly stuck: boolean;
}

/** A page of reservations, by id. `client`: only its own and those of nobody known; null: of all. */
export async function listReservations(
  db: Queryable,
  status: string | null,
  stuck: boolean | null,
  after: string,
  limit: number,
  client: string | null,
): Promise<Listed[]> {
  return (
    await db.query<Listed>({
      name: 'list-reservations',
      text: SQL,
      values: [status, stuck, after, limit, client],
    })
  ).rows;
}

import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT reservation_id, order_id, status, requested_at, expires_at, attempts, stuck FROM reservation
  WHERE ($1::text IS NULL OR status = $1) AND ($2::boolean IS NULL OR stuck = $2) AND reservation_id > $3
  ORDER BY reservation_id LIMIT $4`;

export interface Listed {
  readonly reservation_id: string;
  readonly order_id: string;
  readonly status: string;
  readonly requested_at: Date;
  readonly expires_at: Date;
  readonly attempts: number;
  readonly stuck: boolean;
}

/** A page of reservations, by id. */
export async function listReservations(
  db: Queryable, status: string | null, stuck: boolean | null, after: string, limit: number,
): Promise<Listed[]> {
  return (await db.query<Listed>({ name: 'list-reservations', text: SQL, values: [status, stuck, after, limit] })).rows;
}

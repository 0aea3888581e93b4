import type { Queryable } from '@stockproof/postgres';

const SQL = `
  UPDATE reservation SET
    attempts = attempts + 1,
    next_step_at = $1::timestamptz + make_interval(secs => least(60, 3 * 2 ^ least(attempts, 5))),
    stuck = stuck OR attempts + 1 >= $3
  WHERE reservation_id IN (
    SELECT reservation_id FROM reservation WHERE next_step_at <= $1 ORDER BY next_step_at LIMIT $2 FOR UPDATE SKIP LOCKED)
  RETURNING reservation_id, attempts`;

export interface Due {
  readonly reservation_id: string;
  /** How often its outstanding commands were sent without an answer. */
  readonly attempts: number;
}

/** Takes reservations whose step is overdue; nobody else does until their next time: 3, 6, 12 ... 60 s. */
export async function claimDue(db: Queryable, now: string, limit: number, stuck_after: number): Promise<Due[]> {
  return (await db.query<Due>({ name: 'claim-due', text: SQL, values: [now, limit, stuck_after] })).rows;
}

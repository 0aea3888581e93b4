import type { Queryable } from '@stockproof/postgres';

const CLAIM_DUE_SQL = `
  SELECT reservation_id FROM reservation
  WHERE next_step_at <= $1 AND reservation_id <> ALL ($2::text[])
  ORDER BY next_step_at LIMIT 1 FOR UPDATE SKIP LOCKED`;

/**
 * Locks and returns the reservation whose step is overdue longest, except skipped ones; null if there is
 * none.
 */
export async function claimDue(
  db: Queryable,
  now_ms: number,
  skipped: readonly string[],
): Promise<string | null> {
  const { rows } = await db.query<{ reservation_id: string }>({
    name: 'claim-due',
    text: CLAIM_DUE_SQL,
    values: [new Date(now_ms), skipped],
  });
  return rows[0]?.reservation_id ?? null;
}

const FIND_EXPIRED_SQL = `
  SELECT reservation_id FROM reservation
  WHERE status IN ('requested', 'held') AND expires_at <= $1 AND reservation_id <> ALL ($2::text[])
  ORDER BY expires_at LIMIT $3`;

/** Finds reservations whose time is up without a confirmation, except skipped ones. */
export async function findExpired(
  db: Queryable,
  now_ms: number,
  skipped: readonly string[],
  limit: number,
): Promise<string[]> {
  const { rows } = await db.query<{ reservation_id: string }>({
    name: 'find-expired',
    text: FIND_EXPIRED_SQL,
    values: [new Date(now_ms), skipped, limit],
  });
  return rows.map(({ reservation_id }) => reservation_id);
}

const COUNT_STUCK_SQL = 'SELECT count(*) AS stuck FROM reservation WHERE stuck';

/** Counts the stuck sagas. */
export async function countStuck(db: Queryable): Promise<number> {
  return (
    (await db.query<{ stuck: number }>({ name: 'count-stuck', text: COUNT_STUCK_SQL })).rows[0]?.stuck ?? 0
  );
}

const COUNT_FAILED_SQL = `SELECT count(*) AS failed FROM reservation WHERE status = 'failed'`;

/** Counts the reservations that ended as failed because a command could not be done. */
export async function countFailed(db: Queryable): Promise<number> {
  return (
    (await db.query<{ failed: number }>({ name: 'count-failed', text: COUNT_FAILED_SQL })).rows[0]?.failed ??
    0
  );
}

const COUNT_OPEN_SQL = `
  SELECT status, count(*)::int AS reservations,
    extract(epoch FROM now() - min(requested_at))::float8 AS oldest_seconds
  FROM reservation WHERE client IS NOT NULL AND status IN ('requested', 'held', 'confirming', 'releasing') GROUP BY status`;

/** The open reservations of one status. A status that no open reservation has is not listed. */
export interface OpenCount {
  readonly status: string;
  readonly reservations: number;
  /** Since the oldest of them was requested. */
  readonly oldest_seconds: number;
}

/** Counts the reservations that have not ended, by status, from the index of open ones, which leaves out those without a client. */
export async function countOpen(db: Queryable): Promise<OpenCount[]> {
  return (await db.query<OpenCount>({ name: 'count-open', text: COUNT_OPEN_SQL })).rows;
}

import { columns, type Queryable } from '@stockproof/postgres';
import type { ReservationView, ViewedLine } from '@stockproof/reservation-saga';
import type { Holdings } from '../quota.js';

const LOCK_CLIENT_SQL = `SELECT pg_advisory_xact_lock(hashtextextended('stockproof reservations of ' || $1::text, 0))`;

/**
 * Serialises the requests of a client until the end of the transaction, so that its holdings are counted
 * correctly.
 */
export async function lockClient(db: Queryable, client: string): Promise<void> {
  await db.query({ name: 'lock-client', text: LOCK_CLIENT_SQL, values: [client] });
}

const COUNT_HOLDINGS_SQL = `
  SELECT count(*)::int AS open, coalesce(sum(units), 0)::bigint AS units FROM reservation
  WHERE client = $1 AND status IN ('requested', 'held', 'confirming', 'releasing')`;

/** Counts what a client holds: reservations that have not ended, and their units. */
export async function countHoldings(db: Queryable, client: string): Promise<Holdings> {
  const { rows } = await db.query<Holdings>({
    name: 'count-holdings',
    text: COUNT_HOLDINGS_SQL,
    values: [client],
  });
  return rows[0] ?? { open: 0, units: 0 };
}

const FIND_ANOTHER_OPEN_SQL = `
  SELECT reservation_id FROM reservation
  WHERE client = $1 AND order_id = $2 AND reservation_id <> $3
    AND status IN ('requested', 'held', 'confirming', 'releasing')
  ORDER BY requested_at, reservation_id LIMIT 1`;

/**
 * The oldest reservation of this client's order that has not ended, other than this one; null if there is none.
 * The same request twice at once finds itself stored, which is no second one.
 */
export async function findAnotherOpen(
  db: Queryable,
  client: string,
  { order_id, reservation_id }: { readonly order_id: string; readonly reservation_id: string },
): Promise<string | null> {
  const { rows } = await db.query<{ reservation_id: string }>({
    name: 'find-another-open',
    text: FIND_ANOTHER_OPEN_SQL,
    values: [client, order_id, reservation_id],
  });
  return rows[0]?.reservation_id ?? null;
}

const LOCK_RESERVATIONS_SQL =
  'SELECT reservation_id FROM reservation WHERE reservation_id = ANY ($1::text[]) ORDER BY reservation_id FOR UPDATE';

/**
 * Locks these reservations, always in the same order, so that concurrent decisions wait instead of failing.
 */
export async function lockReservations(db: Queryable, ids: readonly string[]): Promise<void> {
  await db.query({ name: 'lock-reservations', text: LOCK_RESERVATIONS_SQL, values: [ids] });
}

const UPSERT_RESERVATION_SQL = `
  INSERT INTO reservation (
    reservation_id, order_id, status, version, requested_at, expires_at, attempts, next_step_at, stuck, units, client)
  VALUES ($1::text, $2, $3, $4, $5, $6, $7, $8, $9, $10,
    coalesce($11::text, (SELECT data ->> 'client' FROM event WHERE stream = 'reservation-' || $1::text AND version = 1)))
  ON CONFLICT (reservation_id) DO UPDATE SET
    status = excluded.status, version = excluded.version, expires_at = excluded.expires_at, attempts = excluded.attempts,
    next_step_at = excluded.next_step_at, stuck = excluded.stuck`;

/**
 * Writes a reservation's row. Without a client (in a repair) it takes the one of the first event. Client and
 * units never change.
 */
export async function upsertReservation(db: Queryable, row: ReservationView): Promise<void> {
  const {
    reservation_id,
    order_id,
    status,
    version,
    requested_at_ms,
    expires_at_ms,
    attempts,
    next_step_at_ms,
    stuck,
    units,
    client,
  } = row;
  const values = [
    reservation_id,
    order_id,
    status,
    version,
    new Date(requested_at_ms),
    new Date(expires_at_ms),
    attempts,
    next_step_at_ms === null ? null : new Date(next_step_at_ms),
    stuck,
    units,
    client,
  ];
  await db.query({ name: 'upsert-reservation', text: UPSERT_RESERVATION_SQL, values });
}

const UPSERT_LINES_SQL = `
  INSERT INTO reservation_line (reservation_id, line, seller_id, sku, location_id, quantity, status, reason, available)
  SELECT $1, * FROM unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::text[], $9::bigint[])
  ON CONFLICT (reservation_id, line) DO UPDATE SET
    status = excluded.status, reason = excluded.reason, available = excluded.available`;

/** Writes the lines of a reservation's read model. */
export async function upsertLines(
  db: Queryable,
  reservation_id: string,
  lines: readonly ViewedLine[],
): Promise<void> {
  const values = columns(
    lines,
    (one) => one.line,
    (one) => one.seller_id,
    (one) => one.sku,
    (one) => one.location_id,
    (one) => one.quantity,
    (one) => one.status,
    (one) => one.reason,
    (one) => one.available,
  );
  await db.query({ name: 'upsert-lines', text: UPSERT_LINES_SQL, values: [reservation_id, ...values] });
}

const LIST_RESERVATIONS_SQL = `
  SELECT reservation_id, order_id, client, status, requested_at, expires_at, attempts, stuck FROM reservation
  WHERE ($1::text IS NULL OR status = $1) AND ($2::boolean IS NULL OR stuck = $2) AND reservation_id > $3
    AND ($5::text IS NULL OR client = $5 OR client IS NULL)
  ORDER BY reservation_id LIMIT $4`;

/** A reservation in a list. */
export interface Listed {
  readonly reservation_id: string;
  readonly order_id: string;
  /** Null for reservations from before clients were recorded. */
  readonly client: string | null;
  readonly status: string;
  readonly requested_at: Date;
  readonly expires_at: Date;
  readonly attempts: number;
  readonly stuck: boolean;
}

/** A page of reservations, ordered by id. `client`: its own and those without a client; null: all. */
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
      text: LIST_RESERVATIONS_SQL,
      values: [status, stuck, after, limit, client],
    })
  ).rows;
}

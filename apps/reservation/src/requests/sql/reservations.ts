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

/** Of reservations that have not ended; the indexes of what is open have the same condition. */
const IS_OPEN = `status IN ('requested', 'held', 'confirming', 'releasing')`;

const COUNT_HOLDINGS_SQL = `
  SELECT count(*)::int AS open, coalesce(sum(units), 0)::bigint AS units FROM reservation
  WHERE client = $1 AND ${IS_OPEN}`;

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
    AND ${IS_OPEN}
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

/** What a list is about; null: whatever it is. */
export interface ReservationFilter {
  readonly status: string | null;
  readonly stuck: boolean | null;
  readonly order_id: string | null;
  /** Reservations with a line of this seller, and of this SKU of it. A SKU alone is not looked for. */
  readonly seller_id: string | null;
  readonly sku: string | null;
  /** Its own and those without a client; null: all. */
  readonly client: string | null;
}

const listReservationsSQL = (after: string, key: string): string => `
  SELECT reservation_id, order_id, client, status, requested_at, expires_at, attempts, stuck FROM reservation
  WHERE ($1::text IS NULL OR status = $1) AND ($2::boolean IS NULL OR stuck = $2)
    AND ($5::text IS NULL OR order_id = $5)
    AND ($6::text IS NULL OR EXISTS (
      SELECT FROM reservation_line AS line WHERE line.reservation_id = reservation.reservation_id
        AND line.seller_id = $6 AND ($7::text IS NULL OR line.sku = $7)))
    AND ($8::text IS NULL OR client = $8 OR client IS NULL)
    AND ${after}
  ORDER BY ${key} LIMIT $4`;

const AFTER_AGE = `($3::text = '' OR (requested_at, reservation_id) > (
      SELECT last.requested_at, last.reservation_id FROM reservation AS last WHERE last.reservation_id = $3))`;

const LIST_RESERVATIONS_SQL = {
  id: listReservationsSQL('reservation_id > $3::text', 'reservation_id'),
  age: listReservationsSQL(AFTER_AGE, 'requested_at, reservation_id'),
} as const;

/** The orders of a list of reservations. `age`: the oldest first. */
export const RESERVATION_ORDERS = ['id', 'age'] as const;

/** An order of RESERVATION_ORDERS. */
export type ReservationOrder = (typeof RESERVATION_ORDERS)[number];

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

/** A page of reservations after one of them, by its id; '' for the first page. By age, none if there is no such reservation. */
export async function listReservations(
  db: Queryable,
  { status, stuck, order_id, seller_id, sku, client }: ReservationFilter,
  order: ReservationOrder,
  after: string,
  limit: number,
): Promise<Listed[]> {
  const values = [status, stuck, after, limit, order_id, seller_id, sku, client];
  const query = { name: `list-reservations-by-${order}`, text: LIST_RESERVATIONS_SQL[order], values };
  return (await db.query<Listed>(query)).rows;
}

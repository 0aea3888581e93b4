import type { ReservationRepairV1 } from '@stockproof/events';
import type { Queryable } from '@stockproof/postgres';

const READ_VERSION_SQL = 'SELECT coalesce(max(version), 0) AS version FROM event WHERE stream = $1';

/** Reads the newest version of a stream; 0 if it has no events. */
export async function readVersion(db: Queryable, stream: string): Promise<number> {
  return (
    (await db.query<{ version: number }>({ name: 'read-version', text: READ_VERSION_SQL, values: [stream] }))
      .rows[0]?.version ?? 0
  );
}

const COUNT_ASKED_LINES_SQL = `
  SELECT jsonb_array_length(data -> 'lines') AS lines FROM event WHERE stream = $1 AND version = 1`;

/** Counts the lines of the request; lines with a higher number were made by allocation. 0 if there is no request. */
export async function countAskedLines(db: Queryable, stream: string): Promise<number> {
  const query = { name: 'count-asked-lines', text: COUNT_ASKED_LINES_SQL, values: [stream] };
  return (await db.query<{ lines: number }>(query)).rows[0]?.lines ?? 0;
}

const HOLD_ROW_SQL = `
  INSERT INTO reservation (reservation_id, order_id, status, version, requested_at, expires_at)
  VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (reservation_id) DO NOTHING`;

/**
 * Inserts a row if there is none, so that a concurrent decision on the reservation waits for it. False if
 * there is one.
 */
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
    text: HOLD_ROW_SQL,
    values: [reservation_id, order_id, status, version, requested_at, expires_at],
  });
  return rowCount === 1;
}

const REMOVE_VIEW_SQL = `
  WITH lines AS (DELETE FROM reservation_line WHERE reservation_id = $1)
  DELETE FROM reservation WHERE reservation_id = $1`;

/** Deletes the read model of a reservation; its history stays. */
export async function removeView(db: Queryable, reservation_id: string): Promise<void> {
  await db.query({ name: 'remove-view', text: REMOVE_VIEW_SQL, values: [reservation_id] });
}

const WRITE_OUTCOME_SQL = `
  INSERT INTO repair_outcome (repair_id, recovery_id, reservation_id, outcome) VALUES ($1, $2, $3, $4)
  ON CONFLICT (repair_id) DO NOTHING`;

/** Stores the result of a repair. False if it was stored before, because the message came twice. */
export async function writeReservationRepairOutcome(
  db: Queryable,
  repair: ReservationRepairV1,
  outcome: 'applied' | 'stale',
): Promise<boolean> {
  const { repair_id, recovery_id, reservation_id } = repair;
  const { rowCount } = await db.query({
    name: 'write-outcome',
    text: WRITE_OUTCOME_SQL,
    values: [repair_id, recovery_id, reservation_id, outcome],
  });
  return rowCount === 1;
}

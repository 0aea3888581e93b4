import type { Queryable } from '@stockproof/postgres';
import type { Heartbeat } from '../beats.js';

const WAL_POSITION_SQL = `SELECT pg_current_wal_insert_lsn()::text AS wal_lsn, clock_timestamp() AS taken_at`;

/** A position in the WAL of the ledger's server. */
export interface WalPosition {
  readonly wal_lsn: string;
  readonly taken_at: Date;
}

/** Reads the insert position of the server's WAL, and the time. */
export async function readWalPosition(db: Queryable): Promise<WalPosition> {
  const { rows } = await db.query<WalPosition>(WAL_POSITION_SQL);
  const [row] = rows;
  if (row === undefined) throw new Error('the server gave no WAL position');
  return row;
}

const WRITE_BARRIER_SQL = `SELECT connector, beat_us FROM write_barrier_heartbeat()`;

/**
 * Writes a heartbeat into the publications of all connectors, and returns it. It commits by itself, so it must
 * not be called in a transaction. Each heartbeat has another time, whoever writes at the same moment.
 */
export async function writeBarrierHeartbeat(db: Queryable): Promise<Heartbeat> {
  const { rows } = await db.query<Heartbeat>(WRITE_BARRIER_SQL);
  const [row] = rows;
  if (row === undefined) throw new Error('the server wrote no heartbeat');
  return row;
}

const SLOT_SQL = `
  SELECT active, confirmed_flush_lsn >= $2::pg_lsn AS passed FROM pg_replication_slots WHERE slot_name = $1`;

/** How far a slot is confirmed. */
export interface SlotProgress {
  readonly active: boolean;
  /** Whether the connector has confirmed everything before the position. */
  readonly passed: boolean | null;
}

/** Compares a slot with a WAL position; undefined if there is no such slot. */
export async function readSlot(
  ledger: Queryable,
  slot_name: string,
  wal_lsn: string,
): Promise<SlotProgress | undefined> {
  return (
    await ledger.query<SlotProgress>({
      name: 'read-slot',
      text: SLOT_SQL,
      values: [slot_name, wal_lsn],
    })
  ).rows[0];
}

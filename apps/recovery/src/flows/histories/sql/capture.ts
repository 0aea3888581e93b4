import type { Queryable } from '@stockproof/postgres';
import type { Heartbeat } from '../beats.js';

const WAL_POSITION_SQL = `SELECT pg_current_wal_insert_lsn()::text AS wal_lsn, clock_timestamp() AS taken_at`;

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

const BEATS_SQL = `SELECT connector, (extract(epoch FROM beat_at) * 1000000)::bigint AS beat_us FROM debezium_heartbeat ORDER BY connector`;

/** Reads the newest heartbeat that each connector wrote on this server. */
export async function readBeats(db: Queryable): Promise<Heartbeat[]> {
  return (await db.query<Heartbeat>(BEATS_SQL)).rows;
}

const OUTBOX_SLOT_SQL = `
  SELECT active, confirmed_flush_lsn >= $2::pg_lsn AS passed FROM pg_replication_slots WHERE slot_name = $1`;

export interface OutboxSlot {
  readonly active: boolean;
  /** Whether the connector has confirmed everything before the position. */
  readonly passed: boolean | null;
}

/** Compares a slot with a WAL position; undefined if there is no such slot. */
export async function readOutboxSlot(
  ledger: Queryable,
  slot_name: string,
  wal_lsn: string,
): Promise<OutboxSlot | undefined> {
  return (
    await ledger.query<OutboxSlot>({
      name: 'read-outbox-slot',
      text: OUTBOX_SLOT_SQL,
      values: [slot_name, wal_lsn],
    })
  ).rows[0];
}

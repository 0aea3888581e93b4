import type { Queryable } from '@stockproof/postgres';
import type { Server, Slot } from '../state/connector-facts.js';

const READ_SERVER_SQL = `
  SELECT now.system_identifier, now.timeline, accepted.system_identifier AS accepted_system, accepted.timeline AS accepted_timeline,
         (pg_current_wal_lsn() - '0/0'::pg_lsn)::text AS wal
  FROM capture_server_now() AS now, capture_server AS accepted`;

interface ReadServerRow {
  readonly system_identifier: string;
  readonly timeline: number;
  readonly accepted_system: string;
  readonly accepted_timeline: number;
  readonly wal: string;
}

/** Reads the server's identity, the accepted one, and the end of its WAL. */
export async function readServer(db: Queryable): Promise<Server> {
  const [row] = (await db.query<ReadServerRow>({ name: 'read-server', text: READ_SERVER_SQL })).rows;
  if (row === undefined)
    throw new Error('no server was ever accepted as the captured one: run the migrations');
  const { system_identifier, timeline, accepted_system, accepted_timeline, wal } = row;
  return {
    now: { system_identifier, timeline },
    accepted: { system_identifier: accepted_system, timeline: accepted_timeline },
    wal_lsn: BigInt(wal),
  };
}

const READ_SLOTS_SQL = `
  SELECT slot_name, active, wal_status, safe_wal_size, invalidation_reason,
         (confirmed_flush_lsn - '0/0'::pg_lsn)::text AS confirmed,
         coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn), 0)::bigint AS lag_bytes
  FROM pg_replication_slots WHERE database = current_database() ORDER BY slot_name`;

/** Reads the replication slots of this database. */
export async function readSlots(db: Queryable): Promise<Slot[]> {
  type Row = Omit<Slot, 'confirmed_lsn'> & { readonly confirmed: string | null };
  const { rows } = await db.query<Row>({ name: 'read-slots', text: READ_SLOTS_SQL });
  return rows.map(({ confirmed, ...slot }) => ({
    ...slot,
    confirmed_lsn: confirmed === null ? null : BigInt(confirmed),
  }));
}

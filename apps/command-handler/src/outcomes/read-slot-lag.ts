import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT slot_name, active, coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn), 0)::bigint AS lag_bytes
  FROM pg_replication_slots WHERE database = current_database() ORDER BY slot_name`;

/** A replication slot, and the WAL in bytes that it has not confirmed. */
export interface SlotLag {
  readonly slot_name: string;
  readonly active: boolean;
  /** Bytes of WAL written since the last position that the connector confirmed. */
  readonly lag_bytes: number;
}

/** Reads how far each connector of this database is behind. */
export async function readSlotLag(db: Queryable): Promise<SlotLag[]> {
  return (await db.query<SlotLag>({ name: 'read-slot-lag', text: SQL })).rows;
}

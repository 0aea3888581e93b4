import type { Queryable } from '@stockproof/postgres';
import type { Slot } from '../connector-facts.js';

const SQL = `
  SELECT slot_name, active, wal_status, safe_wal_size, invalidation_reason,
         (confirmed_flush_lsn - '0/0'::pg_lsn)::text AS confirmed,
         coalesce(pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn), 0)::bigint AS lag_bytes
  FROM pg_replication_slots WHERE database = current_database() ORDER BY slot_name`;

/** The slots of this database. */
export async function readSlots(db: Queryable): Promise<Slot[]> {
  type Row = Omit<Slot, 'confirmed_lsn'> & { readonly confirmed: string | null };
  const { rows } = await db.query<Row>({ name: 'read-slots', text: SQL });
  return rows.map(({ confirmed, ...slot }) => ({
    ...slot,
    confirmed_lsn: confirmed === null ? null : BigInt(confirmed),
  }));
}

import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT active, confirmed_flush_lsn >= $2::pg_lsn AS passed FROM pg_replication_slots WHERE slot_name = $1`;

export interface OutboxSlot {
  readonly active: boolean;
  /** Whether the connector has confirmed everything before the position. */
  readonly passed: boolean | null;
}

/** How the slot stands to a position of the WAL; undefined where there is no such slot. */
export async function readOutboxSlot(
  ledger: Queryable,
  slot_name: string,
  wal_lsn: string,
): Promise<OutboxSlot | undefined> {
  return (
    await ledger.query<OutboxSlot>({ name: 'read-outbox-slot', text: SQL, values: [slot_name, wal_lsn] })
  ).rows[0];
}

import type { Queryable } from '@stockproof/postgres';

const SQL = `
  SELECT topic, partition, received, accepted, superseded, duplicate, conflict, rejected, quarantined
  FROM accounting ORDER BY topic, partition`;

/** The counts of a partition; `received` is the sum of the others. */
export interface AccountingRow {
  readonly topic: string;
  readonly partition: number;
  readonly received: number;
  readonly accepted: number;
  readonly superseded: number;
  readonly duplicate: number;
  readonly conflict: number;
  readonly rejected: number;
  readonly quarantined: number;
}

/** Reads the counts per topic and partition. The parts add up to `received` exactly. */
export async function readAccounting(db: Queryable): Promise<AccountingRow[]> {
  return (await db.query<AccountingRow>({ name: 'read-accounting', text: SQL })).rows;
}

import type { Queryable } from '@stockproof/postgres';

const SQL = `SELECT pg_current_wal_insert_lsn()::text AS wal_lsn, clock_timestamp() AS taken_at`;

export interface WalPosition {
  readonly wal_lsn: string;
  readonly taken_at: Date;
}

export async function readWalPosition(db: Queryable): Promise<WalPosition> {
  const { rows } = await db.query<WalPosition>(SQL);
  const [row] = rows;
  if (row === undefined) throw new Error('the server gave no WAL position');
  return row;
}

import type { Queryable } from '@stockproof/postgres';

/** Figures of the whole server: a migration lets this service read them, and no row of another session. */
const READ_SERVER_FIGURES_SQL = `
  SELECT database, connections, size_bytes, oldest_transaction_seconds, max_connections FROM server_figures()`;

/** A database of the server. */
export interface ServerFigures {
  readonly database: string;
  readonly connections: number;
  readonly size_bytes: number;
  /** Age of the oldest open transaction; 0 for none. */
  readonly oldest_transaction_seconds: number;
  /** Of the whole server. */
  readonly max_connections: number;
}

/** Reads the figures of each database of the server. */
export async function readServerFigures(db: Queryable): Promise<ServerFigures[]> {
  return (await db.query<ServerFigures>({ name: 'read-server-figures', text: READ_SERVER_FIGURES_SQL })).rows;
}

/** The tables of this database whose rows change with each batch; the ledger has no dead rows. */
const READ_DEAD_TUPLES_SQL = `
  SELECT relname AS table_name, n_dead_tup AS dead FROM pg_stat_user_tables
  WHERE schemaname = 'public' AND relname IN
    ('inventory_stock_on_hand', 'inventory_bucket', 'accounting', 'consumer_position', 'outbox', 'debezium_heartbeat')
  ORDER BY relname`;

/** Reads how many row versions vacuum has left in the hot tables, by PostgreSQL's own count. */
export async function readDeadTuples(
  db: Queryable,
): Promise<{ readonly table_name: string; readonly dead: number }[]> {
  const query = { name: 'read-dead-tuples', text: READ_DEAD_TUPLES_SQL };
  return (await db.query<{ table_name: string; dead: number }>(query)).rows;
}

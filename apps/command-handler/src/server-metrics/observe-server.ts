import type { Queryable } from '@stockproof/postgres';
import { atMostEvery, type Telemetry } from '@stockproof/telemetry';
import { readDeadTuples, readServerFigures } from './sql/server-figures.js';

const READ_EVERY_MS = 15_000;

/** Registers the figures of PostgreSQL: connections, open transactions, sizes, and dead rows of the hot tables. */
export function observeServer(
  { meter }: Pick<Telemetry, 'meter'>,
  db: Queryable,
  now_ms: () => number = Date.now,
): void {
  const gauge = (name: string, description: string) => meter.createObservableGauge(name, { description });
  const connections = gauge('stockproof_postgres_connections', 'sessions of clients, by database');
  const most = gauge(
    'stockproof_postgres_connections_max',
    'sessions that the server takes (max_connections)',
  );
  const oldest = gauge(
    'stockproof_postgres_oldest_transaction_seconds',
    'age of the oldest open transaction, by database; 0 for none. It keeps vacuum and slots back',
  );
  const size = gauge('stockproof_postgres_database_size_bytes', 'size of a database on disk');
  const dead = gauge(
    'stockproof_postgres_dead_rows',
    'row versions that vacuum has left, by table of the ledger’s database',
  );
  const read = atMostEvery(READ_EVERY_MS, () => readServerFigures(db), now_ms);
  const readDead = atMostEvery(READ_EVERY_MS, () => readDeadTuples(db), now_ms);
  meter.addBatchObservableCallback(
    async (result) => {
      for (const one of await read()) {
        const { database } = one;
        result.observe(connections, one.connections, { database });
        result.observe(oldest, one.oldest_transaction_seconds, { database });
        result.observe(size, one.size_bytes, { database });
        result.observe(most, one.max_connections);
      }
    },
    [connections, most, oldest, size],
  );
  dead.addCallback(async (result) => {
    for (const { table_name, dead: rows } of await readDead()) result.observe(rows, { table: table_name });
  });
}

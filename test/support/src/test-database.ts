import { randomUUID } from 'node:crypto';
import { BoundClient, createPool, migrate, type MigrationClass } from '@stockproof/postgres';
import type pg from 'pg';
import { runningStack } from './running-stack.js';

export interface TestDatabase {
  readonly url: string;
  readonly pool: pg.Pool;
  /** Closes the pool and drops the database with its slots. */
  drop(): Promise<void>;
}

/** A database of one's own on the running server, migrated. */
export async function testDatabase(migrations: readonly MigrationClass[]): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const server = runningStack().databases['inventory'] ?? '';
  const url = atDatabase(server, name);
  await onServer(server, (client) => client.query(`CREATE DATABASE ${name}`));
  await migrate(url, [...migrations]);
  const pool = createPool({ url, application_name: name, max: 8, by_key: true });
  return {
    url,
    pool,
    drop: async () => {
      await pool.end();
      await onServer(server, async (client) => {
        await client.query(
          'SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE database = $1',
          [name],
        );
        await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
      });
    },
  };
}

/** The same login at another database of the server; everything else of the address stays. */
export function atDatabase(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}

async function onServer(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new BoundClient(url);
  await client.connect();
  try {
    await work(client);
  } finally {
    await client.end();
  }
}

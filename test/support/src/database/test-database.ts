import { randomUUID } from 'node:crypto';
import { createPool, migrate, type MigrationClass } from '@stockproof/postgres';
import type pg from 'pg';
import { dropSlots, migratedTemplate, onServer } from './migrated-template.js';
import { runningStack } from '../running-stack.js';

export interface TestDatabase {
  readonly url: string;
  readonly pool: pg.Pool;
  /** Closes the pool and drops the database with its slots. */
  drop(): Promise<void>;
}

/** A service that owns a database, by its folder. */
type DatabaseOwner = 'availability-projection' | 'command-handler' | 'ingestion' | 'recovery' | 'reservation';

/**
 * A test's own database on the running server, copied from one that these migrations have made, so they run
 * once per test run. It has no replication slots, because those belong to the server.
 */
export async function testDatabase(migrations: readonly MigrationClass[]): Promise<TestDatabase> {
  const server = serverUrl();
  const template = await migratedTemplate(server, migrations);
  return ownDatabase(server, `TEMPLATE ${template}`);
}

/** Like testDatabase, but migrated itself, with the replication slots that its migrations create. */
export async function migratedDatabase(migrations: readonly MigrationClass[]): Promise<TestDatabase> {
  const database = await ownDatabase(serverUrl(), '');
  await migrate(database.url, [...migrations]);
  return database;
}

/**
 * testDatabase with the migrations of that service, for the spec of a service that reads another one's tables.
 * The path of the migrations is computed, so that no project depends on a service by an import.
 */
export async function serviceDatabase(owner: DatabaseOwner): Promise<TestDatabase> {
  const { migrations } = (await import(`../../../../apps/${owner}/src/migrations/index.js`)) as {
    readonly migrations: readonly MigrationClass[];
  };
  return testDatabase(migrations);
}

async function ownDatabase(server: string, from: string): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const url = atDatabase(server, name);
  await onServer(server, (client) => client.query(`CREATE DATABASE ${name} ${from}`));
  const pool = createPool({ url, application_name: name, max: 8, by_key: true });
  return {
    url,
    pool,
    drop: async () => {
      await pool.end();
      await onServer(server, async (client) => {
        await dropSlots(client, name);
        await client.query(`DROP DATABASE ${name} WITH (FORCE)`);
      });
    },
  };
}

function serverUrl(): string {
  return runningStack().databases['inventory'] ?? '';
}

/** The same login at another database of the server; everything else of the address stays. */
export function atDatabase(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}

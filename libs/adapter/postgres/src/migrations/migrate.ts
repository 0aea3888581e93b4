import 'reflect-metadata';
import type { MigrationInterface, MixedList } from 'typeorm';
import { BoundClient } from '../connection/bound-client.js';
import { addressesOf } from '../connection/database-hosts.js';

/**
 * A migration. Its class name ends with a timestamp in ms, which orders it. The name is stored, so it must
 * never change.
 */
export type MigrationClass = new () => MigrationInterface;

/**
 * Brings a database to the newest version. Each migration runs in its own transaction, unless it has
 * `transaction = false`. Idempotent; concurrent calls wait for each other by an advisory lock. Resolves with
 * the names of the migrations that ran.
 */
export async function migrate(url: string, migrations: MixedList<MigrationClass>): Promise<string[]> {
  // Imported here, because it loads some 300 modules that most processes do not need.
  const { DataSource } = await import('typeorm');
  const source = new DataSource({
    type: 'postgres',
    // TypeORM reads an address with one server only.
    url: addressesOf(url)[0],
    migrations: migrations as MigrationClass[],
    migrationsTransactionMode: 'each',
    applicationName: 'migrate',
    extra: { Client: BoundClient, connectionString: url },
  });
  await source.initialize();
  const lock = source.createQueryRunner();
  try {
    await lock.query(`SELECT pg_advisory_lock(hashtext('stockproof migrations'))`);
    const ran = await source.runMigrations();
    return ran.map((migration) => migration.name);
  } finally {
    await lock.release();
    await source.destroy();
  }
}

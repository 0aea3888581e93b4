import type { MixedList } from 'typeorm';
import { migrate, type MigrationClass } from './migrate.js';

/**
 * The body of a service's `migrate.ts`: reads the address from the environment, migrates, and prints one line
 * about the result.
 */
export async function runMigrations(database: string, migrations: MixedList<MigrationClass>): Promise<void> {
  const url = process.env['STOCKPROOF_MIGRATION_DATABASE_URL'];
  if (url === undefined) {
    console.error(
      `set STOCKPROOF_MIGRATION_DATABASE_URL to the superuser address of the database ${database}`,
    );
    process.exit(1);
  }
  const ran = await migrate(url, migrations);
  console.log(ran.length === 0 ? `${database}: up to date` : `${database}: ran ${ran.join(', ')}`);
}

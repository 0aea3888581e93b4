import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { DATABASES } from './databases.js';

/** What brings a database to its newest version: a script of the service that owns it. */
const MIGRATES = {
  identity: 'ingestion/src/migrate',
  inventory: 'command-handler/src/migrate',
  availability: 'availability-projection/src/migrate',
  recovery: 'recovery/src/migrate',
  reservation: 'reservation/src/migrate',
  security: 'ingestion/src/security-log/migrate',
};

/** Migrates each database with the migrations of the service that owns it. Idempotent. */
export async function migrateAll(superuserUrl: (database: string) => string): Promise<void> {
  await Promise.all(
    DATABASES.map((database) =>
      promisify(execFile)(process.execPath, [`dist/apps/${MIGRATES[database]}.js`], {
        env: { ...process.env, STOCKPROOF_MIGRATION_DATABASE_URL: superuserUrl(database) },
      }),
    ),
  );
}

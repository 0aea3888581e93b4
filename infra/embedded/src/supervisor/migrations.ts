import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { DATABASES } from '../postgres/databases.js';

const SERVICE_OF = {
  identity: 'ingestion', inventory: 'command-handler', availability: 'availability-projection', recovery: 'recovery', reservation: 'reservation',
};

/** Brings each database to the newest version with the migrations of the service that owns it. */
export async function migrateAll(superuserUrl: (database: string) => string): Promise<void> {
  await Promise.all(
    DATABASES.map((database) =>
      promisify(execFile)(process.execPath, [`dist/apps/${SERVICE_OF[database]}/src/migrate.js`], {
        env: { ...process.env, STOCKPROOF_MIGRATION_DATABASE_URL: superuserUrl(database) },
      }),
    ),
  );
}

import type { MigrationClass } from '@stockproof/postgres';
import { testDatabase, type TestDatabase } from './test-database.js';

/** A service that owns a database, by its folder. */
type DatabaseOwner = 'availability-projection' | 'command-handler' | 'ingestion' | 'recovery' | 'reservation';

/**
 * testDatabase with the migrations of that service, for the spec of a service that reads another one's tables.
 * The path of the migrations is computed, so that no project depends on a service by an import.
 */
export async function serviceDatabase(owner: DatabaseOwner): Promise<TestDatabase> {
  const { migrations } = (await import(`../../../apps/${owner}/src/migrations/index.js`)) as {
    readonly migrations: readonly MigrationClass[];
  };
  return testDatabase(migrations);
}

import pg from 'pg';
import type { RunningStack } from './running-stack.js';

/** Runs one statement on a database of the stack, as the superuser; gives its rows. */
export async function queryDatabase<T extends object>(
  { databases }: RunningStack, database: string, sql: string, values: readonly unknown[] = [],
): Promise<T[]> {
  const client = new pg.Client({ connectionString: databases[database] ?? '' });
  await client.connect();
  try {
    return (await client.query<T>(sql, [...values])).rows;
  } finally {
    await client.end();
  }
}

import { BoundClient } from '@stockproof/postgres';
import type { RunningStack } from '../running-stack.js';

/** Runs one statement on a database of the stack, as the superuser; returns its rows. */
export async function queryDatabase<T extends object>(
  { databases }: RunningStack,
  database: string,
  sql: string,
  values: readonly unknown[] = [],
): Promise<T[]> {
  const client = new BoundClient(databases[database] ?? '');
  await client.connect();
  try {
    return (await client.query<T>(sql, [...values])).rows;
  } finally {
    await client.end();
  }
}

/** Like queryDatabase, with triggers and foreign keys disabled; returns how many rows were changed. */
export async function corruptDatabase(
  { databases }: RunningStack,
  database: string,
  sql: string,
): Promise<number> {
  const client = new BoundClient(databases[database] ?? '');
  await client.connect();
  try {
    await client.query('SET session_replication_role = replica');
    return (await client.query(sql)).rowCount ?? 0;
  } finally {
    await client.end();
  }
}

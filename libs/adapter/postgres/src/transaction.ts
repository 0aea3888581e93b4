import { withFailpoint, type FailpointName, hitFailpoint } from '@stockproof/failpoints';
import type { Pool, PoolClient } from 'pg';
import { TransactionStatements } from './transaction-statements.js';

/** What can run SQL: a pool, or the one connection of a transaction. */
export type Queryable = Pick<PoolClient, 'query'>;

/**
 * Runs `work` between BEGIN and COMMIT on one connection. Any error rolls back and is thrown on. Statements
 * sent side by side are waited for with `awaitPipelined`, so that this is the error that caused the others.
 * Work that ends before its statements are answered is rolled back, and what it sends later is refused. When
 * COMMIT itself fails the outcome is unknown: the caller must read its position again, not assume.
 */
export async function inTransaction<T>(pool: Pool, work: (client: Queryable) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  const statements = new TransactionStatements(client);
  try {
    // Not awaited: BEGIN leaves together with the first statement of `work`.
    const begun = client.query('BEGIN');
    begun.catch(() => undefined);
    const result = await work(statements.db);
    statements.end();
    await begun;
    await client.query('COMMIT');
    client.release();
    return result;
  } catch (error) {
    statements.abandon();
    await endAfterFailure(client);
    throw error;
  }
}

/**
 * As inTransaction, for what a service writes: a named point that tests can break before, within and after.
 */
export function writeTransaction<T>(
  name: FailpointName,
  pool: Pool,
  work: (client: Queryable) => Promise<T>,
): Promise<T> {
  return withFailpoint(name, () =>
    inTransaction(pool, async (db) => {
      const result = await work(db);
      await hitFailpoint(name, 'within');
      return result;
    }),
  );
}

/**
 * Waits for statements that were sent side by side on one connection. Of several that fail the first in order
 * is the cause and is thrown, whichever is received first; one that is merely refused in an aborted
 * transaction only if there is no other: a statement with a second question may hear of the abortion before
 * one behind it says why.
 */
export async function awaitPipelined<T extends readonly unknown[]>(
  statements: readonly [...{ [K in keyof T]: Promise<T[K]> }],
): Promise<T> {
  const settled = await Promise.allSettled(statements as readonly Promise<unknown>[]);
  const reasons = settled.flatMap((one): unknown[] => (one.status === 'rejected' ? [one.reason] : []));
  if (reasons.length > 0) throw (reasons.find((reason) => !isAborted(reason)) ?? reasons[0]) as Error;
  return settled.map((one) => (one as PromiseFulfilledResult<unknown>).value) as unknown as T;
}

const IN_FAILED_TRANSACTION = '25P02';

function isAborted(error: unknown): boolean {
  return (error as { code?: unknown } | null)?.code === IN_FAILED_TRANSACTION;
}

async function endAfterFailure(client: PoolClient): Promise<void> {
  try {
    await client.query('ROLLBACK');
    client.release();
  } catch {
    // The connection is gone, and with it the transaction.
    client.release(true);
  }
}

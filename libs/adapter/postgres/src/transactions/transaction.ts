import { withFailpoint, type FailpointName, hitFailpoint } from '@stockproof/failpoints';
import type { Pool, PoolClient } from 'pg';
import { type Queryable, TransactionStatements } from './transaction-statements.js';

/**
 * Runs `work` between BEGIN and COMMIT on one connection. An error rolls back and is rethrown. Await
 * pipelined statements with `awaitPipelined`, which throws the error that caused the others. If `work` ends
 * before its statements are answered, the transaction is rolled back, and later statements are refused. If
 * COMMIT itself fails, the outcome is unknown: read the stored offset again.
 */
export async function inTransaction<T>(pool: Pool, work: (client: Queryable) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  const statements = new TransactionStatements(client);
  try {
    // Not awaited, so that BEGIN is sent together with the first statement of `work`.
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
 * Like inTransaction, with a failpoint before, within and after the transaction. Use it for everything that a
 * service writes.
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
 * Awaits statements that were pipelined on one connection, and returns their results. If several fail, it
 * throws the first in the order sent, because that one caused the others. "Current transaction is aborted"
 * (25P02) is thrown only if there is no other error.
 */
export async function awaitPipelined<T extends readonly Promise<unknown>[] | []>(
  statements: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const settled = await Promise.allSettled(statements);
  const reasons = settled.flatMap((one): unknown[] => (one.status === 'rejected' ? [one.reason] : []));
  if (reasons.length > 0) throw (reasons.find((reason) => !isAborted(reason)) ?? reasons[0]) as Error;
  return Promise.all(statements);
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
    // The connection is broken, so the transaction is gone.
    client.release(true);
  }
}

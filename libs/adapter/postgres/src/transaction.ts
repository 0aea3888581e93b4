import type { Pool, PoolClient } from 'pg';

/** What can run SQL: a pool, or the one connection of a transaction. */
export type Queryable = Pick<PoolClient, 'query'>;

/**
 * Runs `work` between BEGIN and COMMIT on one connection. Any error rolls back and is thrown on.
 * When COMMIT itself fails the outcome is unknown: the caller must read its position again, not assume.
 */
export async function inTransaction<T>(pool: Pool, work: (client: Queryable) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    // Not awaited: BEGIN leaves together with the first statement of `work`.
    const begun = client.query('BEGIN');
    begun.catch(() => undefined);
    const result = await work(client);
    await begun;
    await client.query('COMMIT');
    client.release();
    return result;
  } catch (error) {
    await endAfterFailure(client);
    throw error;
  }
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

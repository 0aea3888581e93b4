import { principalOf } from '@stockproof/auth';
import { inTransaction, type Queryable, awaitPipelined } from '@stockproof/postgres';
import type { Pool } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';

const NOTHING_WRITTEN = 'SET TRANSACTION READ ONLY';
/**
 * To the end of the transaction: the role that sees rows of one seller alone, and which seller (migration
 * 19).
 */
const OF_SELLER = `SELECT set_config('role', 'seller_reader', true), set_config('stockproof.seller_id', $1, true)`;

/** Reads what one seller may see, and nothing else: a statement that names no seller sees the same rows. */
export function readOfSeller<T>(
  pool: Pool,
  seller_id: string,
  read: (db: Queryable) => Promise<T>,
): Promise<T> {
  return inTransaction(pool, async (db) => {
    // They go out in this order; where one fails, the transaction is over for those behind it.
    const [, , result] = await awaitPipelined([
      db.query(NOTHING_WRITTEN),
      db.query({ name: 'read-of-seller', text: OF_SELLER, values: [seller_id] }),
      read(db),
    ]);
    return result;
  });
}

/** As readOfSeller, for entities. `read` waits for each of its statements before the next. */
export function entitiesOfSeller<T>(
  ledger: DataSource,
  seller_id: string,
  read: (manager: EntityManager) => Promise<T>,
): Promise<T> {
  return ledger.transaction(async (manager) => {
    await manager.query(NOTHING_WRITTEN);
    await manager.query(OF_SELLER, [seller_id]);
    return read(manager);
  });
}

/**
 * Whose rows an answer may be made of: the seller's own who asks; of the one that is asked for, where an
 * operator or a service asks.
 */
export function sellerToRead(request: object, asked_seller: string): string {
  const principal = principalOf(request);
  return principal.kind === 'seller' ? principal.seller_id : asked_seller;
}

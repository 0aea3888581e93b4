import { principalOf } from '@stockproof/auth';
import { pathText, Problem, textOrNull } from '@stockproof/http';
import { inTransaction, type Queryable, awaitPipelined } from '@stockproof/postgres';
import type { Pool } from 'pg';

const NOTHING_WRITTEN = 'SET TRANSACTION READ ONLY';
/**
 * Sets the role that sees one seller's rows, and the seller, until the end of the transaction (migration 19).
 */
const OF_SELLER = `SELECT set_config('role', 'seller_reader', true), set_config('stockproof.seller_id', $1, true)`;

/**
 * Reads under the row-level security of one seller: a statement without a seller sees the same rows. Rejects
 * as `read` does.
 */
export function readOfSeller<T>(
  pool: Pool,
  seller_id: string,
  read: (db: Queryable) => Promise<T>,
): Promise<T> {
  return inTransaction(pool, async (db) => {
    // Sent in this order; if one fails, the transaction is aborted for the following ones.
    const [, , result] = await awaitPipelined([
      db.query(NOTHING_WRITTEN),
      db.query({ name: 'read-of-seller', text: OF_SELLER, values: [seller_id] }),
      read(db),
    ]);
    return result;
  });
}

/**
 * Returns the seller whose rows an answer may contain: the caller itself if it is a seller, otherwise the
 * requested one.
 */
export function sellerToRead(request: object, asked_seller: string): string {
  const principal = principalOf(request);
  return principal.kind === 'seller' ? principal.seller_id : asked_seller;
}

/**
 * Returns the seller that a query asks about: a seller is asked about itself, and may name itself; all others must name
 * one. Throws a 400 or a 403.
 */
export function sellerAsked(request: object, asked: unknown): string {
  const principal = principalOf(request);
  if (principal.kind !== 'seller') return pathText(asked, 'seller_id', 64);
  const named = textOrNull(asked, 'seller_id', 64) ?? principal.seller_id;
  if (named !== principal.seller_id)
    throw new Problem(403, 'seller_mismatch', 'seller_id must be the one your key belongs to');
  return named;
}

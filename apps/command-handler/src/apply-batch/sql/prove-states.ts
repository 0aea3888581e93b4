import { columns, type Queryable } from '@stockproof/postgres';
import type { ReliedOn } from '../effects.js';
import { StaleDecisionError } from '../stale-decision.js';

// Locked against being moved, in key order as read-heads does; two batches that only rely on a head do not wait for each
// other. Whoever waits for a lock sees the row as it is by then. Counted: joined once more to tell which, it would take the
// square of the offers, for these connections join by nested loops only.
const SQL = `
  WITH found AS (
    SELECT head.version, relied.version AS decided_on
    FROM unnest($1::text[], $2::text[], $3::bigint[]) AS relied (seller_id, sku, version)
    JOIN inventory_stock_on_hand AS head USING (seller_id, sku)
    ORDER BY head.seller_id, head.sku
    FOR SHARE OF head
  )
  SELECT count(*) AS heads, count(*) FILTER (WHERE version = decided_on) AS proven FROM found`;

/**
 * Proves that offers which this batch decided on and does not move are still at the version it decided on, and keeps them
 * there until the transaction ends. An offer without a head has none to lock: it is proven that none is committed at this
 * moment, so an offer that is opened meanwhile comes after this batch. Throws StaleDecisionError.
 */
export async function proveStates(db: Queryable, relied_on: readonly ReliedOn[]): Promise<void> {
  if (relied_on.length === 0) return;
  const values = columns(
    relied_on,
    (offer) => offer.seller_id,
    (offer) => offer.sku,
    (offer) => offer.version,
  );
  const {
    rows: [found],
  } = await db.query<{ heads: number; proven: number }>({ name: 'prove-states', text: SQL, values });
  const known = relied_on.filter(({ version }) => version > 0).length;
  if (found?.heads === known && found.proven === known) return;
  throw new StaleDecisionError(
    `decided on ${known} heads: ${found?.heads} are there, ${found?.proven} of them as they were`,
  );
}

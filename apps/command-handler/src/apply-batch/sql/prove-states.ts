import { columns, type Queryable } from '@stockproof/postgres';
import type { ReliedOn } from '../effects.js';
import { StaleDecisionError } from '../stale-decision.js';

// Locked against being moved, in key order as read-heads does; two batches that only rely on a head do not wait for each
// other. Whoever waits for a lock sees the row as it is by then.
const SQL = `
  WITH relied AS (
    SELECT seller_id, sku, version FROM unnest($1::text[], $2::text[], $3::bigint[]) AS offer (seller_id, sku, version)
  ), found AS MATERIALIZED (
    SELECT head.seller_id, head.sku, head.version
    FROM relied JOIN inventory_stock_on_hand AS head USING (seller_id, sku)
    ORDER BY head.seller_id, head.sku
    FOR SHARE OF head
  )
  SELECT relied.seller_id, relied.sku, relied.version AS decided_on, coalesce(found.version, 0) AS found
  FROM relied LEFT JOIN found USING (seller_id, sku)
  WHERE coalesce(found.version, 0) <> relied.version`;

interface Moved {
  readonly sku: string;
  readonly decided_on: number;
  readonly found: number;
}

/**
 * Proves that offers which this batch decided on and does not move are still at the version it decided on, and keeps them
 * there until the transaction ends. An offer without a head has none to lock: it is proven that none is committed at this
 * moment, so an offer that is opened meanwhile comes after this batch. Throws StaleDecisionError.
 */
export async function proveStates(db: Queryable, relied_on: readonly ReliedOn[]): Promise<void> {
  if (relied_on.length === 0) return;
  const values = columns(relied_on, (offer) => offer.seller_id, (offer) => offer.sku, (offer) => offer.version);
  const { rows: [moved] } = await db.query<Moved>({ name: 'prove-states', text: SQL, values });
  if (moved === undefined) return;
  throw new StaleDecisionError(`decided on version ${moved.decided_on} of ${moved.sku}, which is at ${moved.found}`);
}

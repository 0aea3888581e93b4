import type { StockRecaptureV1, StockRepairV1 } from '@stockproof/events';
import type { Queryable } from '@stockproof/postgres';
import { askForRecapture, writeStockRepairOutcome } from './sql/stock-repairs.js';
import {
  insertBuckets,
  lockStreamHead,
  readNewestRow,
  removeBuckets,
  setStreamHead,
} from './sql/stock-tables.js';

/**
 * Sets head and buckets of one offer, if its ledger still ends at the version that the repair was computed
 * from. It compares with the ledger and not with the head, because the head may be wrong. It never changes
 * the ledger. `stale`: the ledger has moved on. `again`: the repair was decided before.
 */
export async function applyStockRepair(
  db: Queryable,
  repair: StockRepairV1,
): Promise<'applied' | 'stale' | 'again'> {
  const { seller_id, sku } = repair;
  await lockStreamHead(db, seller_id, sku);
  const newest = await readNewestRow(db, seller_id, sku);
  const outcome =
    newest?.version === repair.version && newest.chain_digest === repair.chain_digest ? 'applied' : 'stale';
  if (!(await writeStockRepairOutcome(db, repair, outcome))) return 'again';
  if (outcome === 'stale' || newest === undefined) return outcome;
  await setStreamHead(db, repair, newest.accepted_at);
  await removeBuckets(db, seller_id, sku);
  await insertBuckets(db, repair, newest.accepted_at);
  return outcome;
}

/** Requests that the offer's rows are published again, once per message. */
export async function applyRecapture(db: Queryable, recapture: StockRecaptureV1): Promise<void> {
  if (await writeStockRepairOutcome(db, recapture, 'applied')) await askForRecapture(db, recapture);
}

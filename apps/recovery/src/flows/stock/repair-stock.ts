import { formatUtc, type StockRepairV1, offerKey } from '@stockproof/events';
import { offerKeyOf, offerOf, offersFoundBy } from '@stockproof/verification';
import { evolveOffer } from '@stockproof/replay';
import type { OfferState } from '@stockproof/ledger';
import { repairId } from '../../engine/recoverable-flow.js';
import type { LedgerVerification } from '../ledger/compare-histories.js';
import { isSound } from '../ledger/is-sound.js';
import { replayLedger } from '../ledger/replay-ledger.js';
import type { RunControl } from '../../engine/run-control.js';
import type { OpenSnapshot } from '../../engine/snapshot.js';

/**
 * The checks whose counterexamples a repair of the stock tables can correct, if the ledger rows are sound. It
 * also writes rows again that CDC does not have as they are; a CDC event of a row that is not there stays.
 */
const REPAIRABLE = [
  'stock_on_hand_matches_transactions',
  'buckets_match_movements',
  'versions_contiguous',
  'digest_chain_holds',
];

/** The repairs of the stock tables, and why others are refused. */
export interface StockRepairs {
  readonly repairs: readonly StockRepairV1[];
  readonly refused: readonly string[];
}

/**
 * Replays the wrong offers with the write side's own function, and returns repairs with the correct content
 * of their tables.
 */
export async function repairsOfStock(
  verification: LedgerVerification,
  ledger_at: OpenSnapshot,
  { recovery_id, prefix }: { recovery_id: string; prefix: string },
  control: RunControl,
): Promise<StockRepairs> {
  const wrong = new Set([
    ...verification.checks.filter(({ name }) => REPAIRABLE.includes(name)).flatMap(offersFoundBy),
    ...verification.uncaptured_stock,
  ]);
  const offers = [...wrong].map(offerOf);
  if (offers.length === 0) return { repairs: [], refused: [] };
  const snapshot = await ledger_at();
  try {
    const fold = await replayLedger(snapshot, offers, evolveOffer, () => [], control);
    const repairs: StockRepairV1[] = [];
    const refused: string[] = [];
    for (const offer of offers) {
      const rebuilt = fold.offers.get(offerKey(offer.seller_id, offer.sku));
      // An offer without ledger rows has no state; its table rows have no origin.
      if (rebuilt === undefined || !isSound(verification, offerKeyOf(offer), rebuilt))
        refused.push(offerKeyOf(offer));
      else repairs.push(repairOf(offer, rebuilt.state, recovery_id, prefix));
    }
    return { repairs, refused };
  } finally {
    await snapshot.close();
  }
}

function repairOf(
  { seller_id, sku }: { seller_id: string; sku: string },
  state: OfferState,
  recovery_id: string,
  prefix: string,
): StockRepairV1 {
  return {
    schema_version: 1,
    type: 'repair',
    recovery_id,
    repair_id: repairId(prefix, offerKey(seller_id, sku)),
    seller_id,
    sku,
    version: state.version,
    chain_digest: state.chain_digest,
    stock_on_hand: state.stock_on_hand,
    buckets: [...state.buckets.values()].map(({ bucket_type, location_id, quantity, counted_at_ms }) => ({
      bucket_type,
      location_id,
      quantity,
      counted_at: counted_at_ms === null ? null : formatUtc(counted_at_ms),
    })),
  };
}

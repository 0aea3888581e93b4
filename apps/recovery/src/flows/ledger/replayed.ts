import type { AvailabilityState } from '@stockproof/availability';
import { offerKey } from '@stockproof/events';
import type { ChainHead, ReplayCounts } from '@stockproof/evidence';
import { claimOf, type Replayed } from '@stockproof/verification';
import type { Marks, ReplayFold } from '@stockproof/replay';
import type { CdcHistoryRange } from '../histories/read-cdc-history.js';
import type { ReadSide } from '../histories/read-side.js';

/** The versions at which the view, the published message or CDC have a state or a digest. */
export function marksOf({ history }: CdcHistoryRange, side: ReadSide | null): Marks {
  const marks = new Map<string, number[]>();
  const add = (seller_id: string, sku: string, version: number): void => {
    const key = offerKey(seller_id, sku);
    marks.set(key, [...(marks.get(key) ?? []), version]);
  };
  for (const { seller_id, sku, version, again } of history.offers.values()) {
    for (const marked of new Set([version, ...again.map((row) => row.version)])) add(seller_id, sku, marked);
  }
  for (const { seller_id, sku, version } of side?.rows ?? []) add(seller_id, sku, version);
  for (const { seller_id, sku, value } of side?.published.latest ?? []) {
    const claimed = value === null ? null : claimOf(value);
    if (claimed !== null) add(seller_id, sku, claimed.version);
  }
  return (seller_id, sku) => marks.get(offerKey(seller_id, sku)) ?? [];
}

/** Returns a lookup of a replay's results by offer. */
export function replayedBy(fold: ReplayFold<AvailabilityState>): Replayed {
  return (seller_id, sku) => {
    const offer = fold.offers.get(offerKey(seller_id, sku));
    if (offer === undefined) return undefined;
    const { version, state, chain_digest, fault, marked } = offer;
    return {
      version,
      fault,
      at: (wanted) => (wanted === version ? state : marked.get(wanted)?.state),
      digestAt: (wanted) => (wanted === version ? chain_digest : marked.get(wanted)?.chain_digest),
    };
  };
}

/** Sums the counts of a replay over all its offers. */
export function countsOf(fold: ReplayFold<AvailabilityState>): ReplayCounts {
  const sum = { read: fold.read, applied: 0, late: 0, duplicate: 0, skipped: 0 };
  for (const offer of fold.offers.values()) {
    for (const name of ['applied', 'late', 'duplicate', 'skipped'] as const) sum[name] += offer[name];
  }
  return sum;
}

/** Returns the stream heads that a record may attest: of offers without a fault that were not refuted. */
export function signableHeads(
  { offers }: ReplayFold<AvailabilityState>,
  refuted: ReadonlySet<string>,
): ChainHead[] {
  return [...offers]
    .filter(([key, { fault }]) => fault === null && !refuted.has(key))
    .map(([, { seller_id, sku, version, chain_digest }]) => ({ seller_id, sku, version, chain_digest }));
}

import { skuPartition } from '@stockproof/events';
import { scopesOverlap, type Scope } from '@stockproof/recovery-run';
import type { DueOffer } from '../../evidence/sql/offer-confidence.js';

/** The result of a unit. `none`: it failed, or its record says nothing about its offers. */
export type UnitResult = 'trusted' | 'untrusted' | 'none' | 'gave_way';

/** Limits of a unit of continuous verification, and the scopes that it must leave out. */
export interface UnitLimits {
  readonly partitions: number;
  /** Most offers of a unit. */
  readonly max_offers: number;
  /** Scopes of the runs under way, of any process. */
  readonly running: readonly Scope[];
}

/** Offers that one run verifies. */
export interface Unit {
  readonly offers: readonly DueOffer[];
  /** Verifications of these offers that gave no verdict. */
  readonly attempts: number;
}

/** A unit without a verdict is cut into this many, so that the offer that prevents it is found. */
const CUT = 4;

/**
 * Chooses what is verified next of the offers that are due, the most urgent first: offers of one partition, so that one
 * partition of each history is read, and whole SKUs. Offers that were found wrong, and those that got no verdict, are in
 * units of their own: a record is only `trusted` as a whole, and they would keep the others from a proof. Null if all of
 * them are being verified.
 */
export function chooseUnit(
  due: readonly DueOffer[],
  { partitions, max_offers, running }: UnitLimits,
): Unit | null {
  const free = due.filter(
    ({ seller_id, sku }) =>
      !running.some((scope) => scopesOverlap(scope, { type: 'by_offer', offers: [{ seller_id, sku }] })),
  );
  const [first] = free;
  if (first === undefined) return null;
  const partition = skuPartition(first.sku, partitions);
  const alike = free.filter(
    ({ sku, untrusted, attempts }) =>
      untrusted === first.untrusted &&
      attempts === first.attempts &&
      skuPartition(sku, partitions) === partition,
  );
  const size = Math.max(1, Math.floor(max_offers / CUT ** first.attempts));
  return { offers: wholeSkus(alike, size), attempts: first.attempts };
}

/** SKUs in their order, as long as the next one fits; of a SKU that alone is larger, as much as fits. */
function wholeSkus(offers: readonly DueOffer[], size: number): DueOffer[] {
  const unit: DueOffer[] = [];
  for (const of_sku of Map.groupBy(offers, ({ sku }) => sku).values()) {
    if (unit.length > 0 && unit.length + of_sku.length > size) break;
    unit.push(...of_sku.slice(0, size));
  }
  return unit;
}

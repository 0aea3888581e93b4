import { skuPartition } from '@stockproof/events';
import type { DueOffer } from '../../evidence/sql/offer-confidence.js';

/** The result of a unit. `none`: it failed, or its record says nothing about its offers. */
export type UnitResult = 'trusted' | 'untrusted' | 'none' | 'gave_way';

/** Limits of a unit of continuous verification. */
export interface UnitLimits {
  readonly partitions: number;
  /** Most offers of a unit. */
  readonly max_offers: number;
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
 * Divides a page of due offers, the most urgent first, into units; each offer is in exactly one. A unit has offers of one
 * partition that are neighbours by their key, and whole SKUs, so that it reads one partition of each history, and of its sorted
 * files only a part. Offers that were found wrong, and those that got no verdict, are in units of their own: a record is only
 * `trusted` as a whole, and they would keep the others from a proof. The unit with the most urgent offer comes first.
 */
export function dividePage(page: readonly DueOffer[], { partitions, max_offers }: UnitLimits): Unit[] {
  const urgency = new Map(page.map((offer, place) => [offer, place]));
  const groups = Map.groupBy(
    page,
    ({ sku, untrusted, attempts }) => `${skuPartition(sku, partitions)} ${untrusted} ${attempts}`,
  );
  const units = [...groups.values()].flatMap((group) => {
    const attempts = group[0]?.attempts ?? 0;
    const size = Math.max(1, Math.floor(max_offers / CUT ** attempts));
    return cutByKey(group, size).map((offers) => ({
      unit: { offers, attempts },
      place: offers.reduce((first, offer) => Math.min(first, urgency.get(offer) ?? 0), Infinity),
    }));
  });
  return units.sort((a, b) => a.place - b.place).map(({ unit }) => unit);
}

/** In the order of their keys, cut where the next SKU does not fit; a SKU that alone is larger is cut too. */
function cutByKey(offers: readonly DueOffer[], size: number): DueOffer[][] {
  const sorted = offers.toSorted((a, b) => compare(a.sku, b.sku) || compare(a.seller_id, b.seller_id));
  const units: DueOffer[][] = [];
  let unit: DueOffer[] = [];
  const end = (): void => {
    if (unit.length > 0) units.push(unit);
    unit = [];
  };
  for (const of_sku of Map.groupBy(sorted, ({ sku }) => sku).values()) {
    if (unit.length + of_sku.length > size) end();
    for (const offer of of_sku) {
      unit.push(offer);
      if (unit.length === size) end();
    }
  }
  end();
  return units;
}

/** Not by UTF-8 bytes as in the files: a unit whose SKUs are ordered otherwise reads a file more. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

import { skuPartition } from '@stockproof/events';
import type { OfferName } from '@stockproof/verification';
import { createRandom } from '@stockproof/workload';
import { filledOffer } from '../replay/fill-ledger.js';
import { PARTITIONS } from './fill-histories.js';

/** Parts of filled histories that are verified one after the other. */
export interface PartsToVerify {
  /** Offers of a part, all of one partition. */
  readonly size: number;
  readonly parts: number;
  /** They are neighbours by their key in a page of so many offers in any order; null: of all offers. */
  readonly page: number | null;
}

/** Chooses the offers of each part, of other partitions in turn; the same ones each time. Pure. */
export function chooseOffers(offers: number, { size, parts, page }: PartsToVerify): OfferName[][] {
  const random = createRandom(11);
  const all = Array.from({ length: offers }, (_none, offer) => filledOffer(offer));
  return Array.from({ length: parts }, (_none, part) => {
    const partition = part % PARTITIONS;
    const among = page === null ? all : Array.from({ length: page }, () => random.pick(all));
    const mine = [...new Set(among)].filter(({ sku }) => skuPartition(sku, PARTITIONS) === partition);
    mine.sort((a, b) => (a.sku < b.sku ? -1 : 1));
    const first = random.between(0, Math.max(0, mine.length - size));
    return mine.slice(first, first + size);
  });
}

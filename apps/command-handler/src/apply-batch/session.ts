import { offerKey } from '@stockproof/events';
import type { OfferState } from '@stockproof/ledger';
import type { Claim, PartitionKey } from '@stockproof/postgres';
import { LRUCache } from 'lru-cache';
import type { Offer } from './read-offers.js';

/** About 100 MB with ordinary offers; the least recently moved are read again when they move. */
const MOST_CACHED_OFFERS = 100_000;
// By size: by number it would take the room for all of them with every assignment of a partition.
const BOUNDED = { maxSize: MOST_CACHED_OFFERS, sizeCalculation: () => 1 };

/**
 * One ownership of one partition: the claim it writes under and the heads it knows. Cached heads are a
 * guess that the write proves: it moves a head only from the version decided on (StaleDecisionError else).
 */
export class PartitionSession {
  private readonly heads = new LRUCache<string, OfferState>(BOUNDED);

  constructor(
    readonly key: PartitionKey,
    readonly logical_topic: string,
    public claim: Claim,
  ) {}

  /** The states known among these offers, and the offers that must be read. */
  lookUp(offers: ReadonlyMap<string, Offer>): { known: Map<string, OfferState>; missing: Offer[] } {
    const known = new Map<string, OfferState>();
    const missing: Offer[] = [];
    for (const [key, offer] of offers) {
      const state = this.heads.get(key);
      if (state === undefined) missing.push(offer);
      else known.set(key, state);
    }
    return { known, missing };
  }

  remember(offer: Offer, state: OfferState): void {
    this.heads.set(offerKey(offer.seller_id, offer.sku), state);
  }

  forget(): void {
    this.heads.clear();
  }
}

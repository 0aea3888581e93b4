import { offerKey } from '@stockproof/events';
import type { OfferState } from '@stockproof/ledger';
import type { HeldShard, Queryable, TakenBatch } from '@stockproof/postgres';
import { LRUCache } from 'lru-cache';
import type { Offer } from './read-offers.js';

/** About 100 MB with ordinary offers; the least recently moved are read again when they move. */
const MOST_CACHED_OFFERS = 100_000;
// By size: by number it would take the room for all of them with every assignment of a shard.
const BOUNDED = { maxSize: MOST_CACHED_OFFERS, sizeCalculation: () => 1 };

/**
 * One ownership of one shard: the claim it writes under and the heads it knows, for updates, stock commands and stock
 * repairs alike. Cached heads are a guess that the write proves, also for what is decided on an offer and leaves it as it
 * is (StaleDecisionError else).
 */
export class ShardSession {
  private readonly heads = new LRUCache<string, OfferState>(BOUNDED);

  constructor(readonly held: HeldShard) {}

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

  /**
   * For what changes offers by another way than a decision: takes the batch, and forgets what was known of the shard
   * whatever became of it. A repair changes a head and keeps its version, so no proof by version would notice.
   */
  async rewrite(
    how: Parameters<HeldShard['take']>[0],
    batch: TakenBatch,
    work: (db: Queryable) => Promise<void>,
  ): Promise<void> {
    try {
      await this.held.take(how, batch, work);
    } finally {
      this.forget();
    }
  }
}

import { offerKey } from '@stockproof/events';
import type { OfferState } from '@stockproof/ledger';
import {
  type BatchEnd,
  type CommitOptions,
  type HeldShard,
  knownRows,
  type Queryable,
} from '@stockproof/postgres';
import type { Offer } from './sql/decision-facts.js';

/**
 * The state of a held shard: its claim, and the cached heads for updates, stock commands and stock repairs.
 * Cached heads may be old; the write proves them, also those of offers that a decision depends on and does
 * not change (StaleDecisionError otherwise).
 */
export class ShardSession {
  private readonly heads: ReturnType<typeof knownRows<OfferState>>;

  /** `most`: how many buckets of offers are cached; an offer counts once for each. */
  constructor(
    readonly held: HeldShard,
    most?: number,
  ) {
    this.heads = knownRows<OfferState>(({ buckets }) => buckets.size, most);
  }

  /** Returns the cached states of these offers, and the offers that must be read. */
  findKnown(offers: ReadonlyMap<string, Offer>): { known: Map<string, OfferState>; missing: Offer[] } {
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
   * For changes of offers that are not decisions: commits the batch and clears the cache, whatever the
   * result. A repair changes a head and keeps its version, so a proof by version would not notice it.
   */
  async rewrite(how: CommitOptions, end: BatchEnd, write: (db: Queryable) => Promise<void>): Promise<void> {
    try {
      await this.held.commit(how, end, write);
    } finally {
      this.forget();
    }
  }
}

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
 * One ownership of one shard: the claim it writes under and the heads it knows, for updates, stock commands
 * and stock repairs alike. Cached heads are a guess that the write proves, also for what is decided on an
 * offer and leaves it as it is (StaleDecisionError else).
 */
export class ShardSession {
  private readonly heads = knownRows<OfferState>();

  constructor(readonly held: HeldShard) {}

  /** The states known among these offers, and the offers that must be read. */
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
   * For what changes offers by another way than a decision: commits the batch, and forgets what was known of
   * the shard whatever became of it. A repair changes a head and keeps its version, so no proof by version
   * would notice.
   */
  async rewrite(how: CommitOptions, end: BatchEnd, write: (db: Queryable) => Promise<void>): Promise<void> {
    try {
      await this.held.commit(how, end, write);
    } finally {
      this.forget();
    }
  }
}

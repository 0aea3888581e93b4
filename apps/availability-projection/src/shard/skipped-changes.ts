import { offerKey } from '@stockproof/events';
import { knownRows } from '@stockproof/postgres';
import type { FoldEffects } from '../fold/fold-batch.js';
import type { ViewOffer } from '../view/view.js';

interface First {
  readonly offset: number;
  readonly version: number;
}

/**
 * Remembers per offer the first change that was skipped because of a gap; after a repair the changes from
 * there on must be applied. It is only in memory, and of a limited number of offers: otherwise the gap is found
 * with the offer's next change, and the following repair closes it.
 */
export class SkippedChanges {
  private readonly first: ReturnType<typeof knownRows<First>>;

  /** `most`: of how many offers. */
  constructor(most = 40_000) {
    this.first = knownRows<First>(undefined, most);
  }

  /** Records what a committed fold skipped, and forgets offers whose gap is closed. */
  note({ changed, anomalies }: FoldEffects): void {
    for (const { after } of changed) {
      if (after.found_version === null) this.first.delete(offerKey(after.seller_id, after.sku));
    }
    for (const { kind, seller_id, sku, source_offset, found_version } of anomalies) {
      if (kind !== 'version_gap' || seller_id === null || sku === null || found_version === null) continue;
      const key = offerKey(seller_id, sku);
      if (!this.first.has(key)) this.first.set(key, { offset: source_offset, version: found_version });
    }
  }

  /** Returns the offset from which these offers must be read again; null if no seen change is missing. */
  from(offers: readonly ViewOffer[]): number | null {
    const offsets = offers.flatMap(({ seller_id, sku, state }) => {
      const first = this.first.get(offerKey(seller_id, sku));
      return first === undefined || first.version > state.version + 1 ? [] : [first.offset];
    });
    return offsets.length === 0 ? null : Math.min(...offsets);
  }

  forget(offers: readonly ViewOffer[]): void {
    for (const { seller_id, sku } of offers) this.first.delete(offerKey(seller_id, sku));
  }
}

import { offerKey } from '@stockproof/events';
import type { FoldEffects } from '../fold/fold-batch.js';
import type { ViewOffer } from '../view/view.js';

interface First {
  readonly offset: number;
  readonly version: number;
}

/**
 * The first change of each offer that was skipped because of a gap: a repaired state has to be followed by what was read from
 * there on. Kept in memory alone: whoever owns the partition next finds the gap with the offer's next change, and the repair
 * after that closes it.
 */
export class SkippedChanges {
  private readonly first = new Map<string, First>();

  /** Takes note of what a committed fold skipped, and forgets what has healed. */
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

  /** The offset from which these offers, as they are now, have to be read again; null when nothing is missing that was seen. */
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

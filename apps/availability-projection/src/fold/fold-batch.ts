import { offerKey } from '@stockproof/events';
import {
  type ApplyChange,
  applyChange,
  AvailabilityInvariantError,
  type AvailabilityState,
  classifyChange,
  initialAvailability,
  isLate,
} from '@stockproof/availability';
import type { CdcMessage } from './decode-cdc-message.js';
import type { LedgerChange } from './ledger-change.js';
import type { Anomaly, FoldCounts, ViewOffer } from '../view/view.js';

/** The result of folding a batch: what is written in its transaction. */
export interface FoldEffects {
  /** Offers whose row changed, in the order of their first change; `before` is undefined for a new one. */
  readonly changed: readonly { readonly before: ViewOffer | undefined; readonly after: ViewOffer }[];
  readonly anomalies: readonly Anomaly[];
  readonly counts: FoldCounts;
}

/**
 * Folds CDC events into the view, in order, by version alone (docs/design.md#order-by-version). The next
 * version is applied, an older one is a duplicate, a later one is a gap that makes its offer suspect and does
 * not stop the others. Pure.
 */
export function foldBatch(
  cdcMessages: readonly CdcMessage[],
  view: ReadonlyMap<string, ViewOffer>,
  applyOne: ApplyChange = applyChange,
): FoldEffects {
  const fold = new Fold(view, applyOne);
  for (const message of cdcMessages) {
    if (message.kind === 'inserted') fold.insert(message.change, message.offset);
    else fold.report(message.anomaly);
  }
  return fold.effects();
}

class Fold {
  private readonly offers = new Map<string, ViewOffer>();
  private readonly anomalies: Anomaly[] = [];
  private applied = 0;
  private late = 0;
  private duplicate = 0;

  constructor(
    private readonly view: ReadonlyMap<string, ViewOffer>,
    private readonly applyOne: ApplyChange,
  ) {}

  insert(change: LedgerChange, offset: number): void {
    const offer = this.offer(change, offset);
    switch (classifyChange(offer.state.version, change.version)) {
      case 'next':
        return this.apply(offer, change, offset);
      case 'duplicate':
        this.duplicate += 1;
        return;
      case 'gap':
        return this.gap(offer, change, offset);
    }
  }

  /** Records an anomaly. If it names an offer of the view, the offer becomes suspect. */
  report(anomaly: Anomaly): void {
    this.anomalies.push(anomaly);
    if (anomaly.seller_id === null || anomaly.sku === null || anomaly.kind === 'wrong_partition') return;
    const key = offerKey(anomaly.seller_id, anomaly.sku);
    const offer = this.offers.get(key) ?? this.view.get(key);
    if (offer !== undefined) this.offers.set(key, { ...offer, status: 'suspect' });
  }

  effects(): FoldEffects {
    const { applied, late, duplicate } = this;
    const anomalous = this.anomalies.length;
    return {
      changed: [...this.offers].map(([key, after]) => ({ before: this.view.get(key), after })),
      anomalies: this.anomalies,
      counts: { received: applied + duplicate + anomalous, applied, late, duplicate, anomalous },
    };
  }

  private offer(change: LedgerChange, offset: number): ViewOffer {
    const { seller_id, sku } = change;
    const key = offerKey(seller_id, sku);
    return this.offers.get(key) ?? this.view.get(key) ?? newOffer(seller_id, sku, offset);
  }

  private apply(offer: ViewOffer, change: LedgerChange, offset: number): void {
    const state = this.nextOrNull(offer.state, change);
    if (state === null) return this.contradiction(offer, change, offset);
    this.applied += 1;
    if (isLate(change, offer.state)) this.late += 1;
    const healed = offer.found_version === null || state.version >= offer.found_version;
    const gap = { expected_version: state.version + 1, found_version: offer.found_version };
    // An offer that is suspect for another reason than a gap stays so until a recovery.
    const closed = offer.found_version !== null && healed;
    this.offers.set(offerKey(offer.seller_id, offer.sku), {
      ...offer,
      ...(healed ? { expected_version: null, found_version: null } : gap),
      status: closed ? 'current' : offer.status,
      state,
      changed_offset: offset,
      traceparent: change.traceparent,
      recovery_id: null,
    });
  }

  private nextOrNull(state: AvailabilityState, change: LedgerChange): AvailabilityState | null {
    try {
      return this.applyOne(state, change);
    } catch (error) {
      if (error instanceof AvailabilityInvariantError) return null;
      throw error;
    }
  }

  private gap(offer: ViewOffer, change: LedgerChange, offset: number): void {
    const expected_version = offer.state.version + 1;
    const found_version = Math.max(change.version, offer.found_version ?? 0);
    this.anomalies.push({
      source_offset: offset,
      kind: 'version_gap',
      seller_id: offer.seller_id,
      sku: offer.sku,
      expected_version,
      found_version: change.version,
      detail: `expected version ${expected_version}, found ${change.version}`,
    });
    const suspect = {
      ...withTimes(offer, change),
      status: 'suspect' as const,
      expected_version,
      found_version,
    };
    this.offers.set(offerKey(offer.seller_id, offer.sku), suspect);
  }

  private contradiction(offer: ViewOffer, change: LedgerChange, offset: number): void {
    const { seller_id, sku } = offer;
    this.anomalies.push({
      source_offset: offset,
      kind: 'invariant_violated',
      seller_id,
      sku,
      expected_version: null,
      found_version: change.version,
      detail: 'the change would make a bucket negative or too large',
    });
    this.offers.set(offerKey(seller_id, sku), {
      ...withTimes(offer, change),
      status: 'suspect',
      expected_version: change.version,
      found_version: Math.max(change.version, offer.found_version ?? 0),
    });
  }
}

function newOffer(seller_id: string, sku: string, changed_offset: number): ViewOffer {
  return {
    seller_id,
    sku,
    state: initialAvailability(),
    revision: 0,
    status: 'current',
    expected_version: null,
    found_version: null,
    changed_offset,
    traceparent: null,
    recovery_id: null,
  };
}

/** An offer known only by a gap has no times yet; its row shows those of the change that revealed the gap. */
function withTimes(offer: ViewOffer, change: LedgerChange): ViewOffer {
  if (offer.state.version > 0) return offer;
  const { event_time_ms, accepted_at_ms } = change;
  return {
    ...offer,
    state: { ...offer.state, event_time_ms, newest_event_time_ms: event_time_ms, accepted_at_ms },
  };
}

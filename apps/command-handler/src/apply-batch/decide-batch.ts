import { type AppendedRow, offerKey } from '@stockproof/events';
import {
  addOutcome,
  classifyDelivery,
  countedAs,
  decide,
  DEFAULT_LATE_MOVEMENTS,
  deliveryKey,
  emptyAccounting,
  evolve,
  initialOffer,
  isOutcomeOf,
  type LateMovements,
  LedgerInvariantError,
  type OfferState,
  type LaterRow,
  type PriorOutcome,
  recordRow,
  sourceKind,
} from '@stockproof/ledger';
import type { Delivery, PoisonDelivery, UpdateDelivery } from '../decode/delivery.js';
import type { BatchEffects, MovedOffer, Redelivery, Rejection, ReliedOn } from './effects.js';
import { corruptOffer } from '../decode/put-aside.js';

/** What the decisions of a batch depend on, as read in its transaction. */
export interface BatchFacts {
  /** The outcome of every event of the batch that already has one, keyed by deliveryKey. */
  readonly priors: ReadonlyMap<string, PriorOutcome>;
  /** State of the offers of the batch that exist, keyed by offerKey. */
  readonly offers: ReadonlyMap<string, OfferState>;
  readonly accepted_at_ms: number;
  /** Policies on late movements of the batch's sellers; a seller that is missing has the default. */
  readonly late_movements: ReadonlyMap<string, LateMovements>;
  /** Rows that happened after a count of the batch, as movedSince needs them, keyed by offerKey. */
  readonly later: ReadonlyMap<string, readonly LaterRow[]>;
}

/**
 * Decides a batch as if its messages came one by one: each sees the state and the outcomes of the previous
 * ones. Pure; the same batch and facts give the same effects.
 */
export function decideBatch(deliveries: readonly Delivery[], facts: BatchFacts): BatchEffects {
  const decision = new BatchDecision(facts);
  for (const delivery of deliveries) {
    if (delivery.kind === 'poison') decision.quarantine(delivery);
    else decision.decideOne(delivery);
  }
  return decision.effects();
}

class BatchDecision {
  private readonly seen = new Map<string, string>();
  private readonly states = new Map<string, OfferState>();
  private readonly appended: AppendedRow[] = [];
  private readonly appended_to = new Map<string, AppendedRow[]>();
  private readonly moved = new Map<string, { seller_id: string; sku: string }>();
  private readonly decided_on = new Map<string, { seller_id: string; sku: string }>();
  private readonly rejections: Rejection[] = [];
  private readonly quarantined: PoisonDelivery[] = [];
  private readonly conflicts: UpdateDelivery[] = [];
  private readonly redeliveries = new Map<string, Redelivery>();
  private readonly asked_again = new Map<string, UpdateDelivery>();
  private accounting = emptyAccounting();

  constructor(private readonly facts: BatchFacts) {}

  decideOne(delivery: UpdateDelivery): void {
    const { seller_id, event_id, operation } = delivery.update;
    const key = deliveryKey(sourceKind(operation), seller_id, event_id);
    const prior = this.facts.priors.get(key);
    const known = this.seen.get(key) ?? prior?.request_hash;
    const classified = classifyDelivery(
      known === undefined ? undefined : { request_hash: known },
      delivery.request_hash,
    );
    if (classified === 'fresh') this.apply(delivery, key);
    else if (prior !== undefined && isOutcomeOf(prior, delivery)) this.count(prior.counted_as);
    else this.redeliver(delivery, key, classified);
  }

  quarantine(delivery: PoisonDelivery): void {
    this.quarantined.push(delivery);
    this.count('quarantined');
  }

  effects(): BatchEffects {
    return {
      accepted_at_ms: this.facts.accepted_at_ms,
      appended: this.appended,
      moved: [...this.moved].map(([key, offer]) => this.movedOffer(key, offer)),
      relied_on: this.reliedOn(),
      rejections: this.rejections,
      quarantined: this.quarantined,
      conflicts: this.conflicts,
      redeliveries: [...this.redeliveries.values()],
      asked_again: [...this.asked_again.values()],
      accounting: this.accounting,
    };
  }

  private apply(delivery: UpdateDelivery, key: string): void {
    const { update } = delivery;
    const offer = offerKey(update.seller_id, update.sku);
    const state = this.stateOf(offer);
    this.decided_on.set(offer, { seller_id: update.seller_id, sku: update.sku });
    const decision = decide(state, update, {
      accepted_at_ms: this.facts.accepted_at_ms,
      late_movements: this.facts.late_movements.get(update.seller_id) ?? DEFAULT_LATE_MOVEMENTS,
      later: update.operation === 'S' ? this.laterOf(offer) : [],
    });
    if (decision.outcome === 'rejected') {
      this.rejections.push({
        delivery,
        reason: decision.reason,
        facts: decision.facts,
        decided_on_version: state.version,
      });
      this.count('rejected');
    } else {
      const row = recordRow(state, update, decision.movement, {
        accepted_at_ms: this.facts.accepted_at_ms,
        request_hash: delivery.request_hash,
        correlation_id: delivery.correlation_id,
        causation_id: delivery.causation_id,
        source_topic: delivery.source_topic,
        source_partition: delivery.source_partition,
        source_offset: delivery.source_offset,
      });
      const next = evolveOrNull(state, row.version, decision.movement, row.chain_digest);
      if (next === null) return this.quarantine(corruptOffer(delivery));
      this.states.set(offer, next);
      this.moved.set(offer, { seller_id: update.seller_id, sku: update.sku });
      this.append(offer, { ...row, traceparent: delivery.traceparent });
      this.count(countedAs(decision.outcome));
    }
    this.seen.set(key, delivery.request_hash);
  }

  private redeliver(delivery: UpdateDelivery, key: string, classified: 'duplicate' | 'conflict'): void {
    const { seller_id, event_id, operation } = delivery.update;
    const tally = this.redeliveries.get(key) ?? {
      source_kind: sourceKind(operation),
      seller_id,
      event_id,
      duplicates: 0,
      conflicts: 0,
    };
    tally[classified === 'duplicate' ? 'duplicates' : 'conflicts'] += 1;
    this.redeliveries.set(key, tally);
    if (classified === 'conflict') this.conflicts.push(delivery);
    // An outcome of this batch is published by this batch.
    else if (isStockCommand(delivery) && !this.seen.has(key)) this.asked_again.set(key, delivery);
    this.count(classified);
  }

  private append(offer: string, row: AppendedRow): void {
    this.appended.push(row);
    const of_offer = this.appended_to.get(offer);
    if (of_offer === undefined) this.appended_to.set(offer, [row]);
    else of_offer.push(row);
  }

  private laterOf(offer: string): readonly LaterRow[] {
    return [...(this.facts.later.get(offer) ?? []), ...(this.appended_to.get(offer) ?? [])];
  }

  private stateOf(offer: string): OfferState {
    return this.states.get(offer) ?? this.facts.offers.get(offer) ?? initialOffer();
  }

  private movedOffer(key: string, offer: { seller_id: string; sku: string }): MovedOffer {
    const before = this.facts.offers.get(key) ?? initialOffer();
    const state = this.states.get(key) ?? before;
    return { ...offer, from_version: before.version, before, state };
  }

  private reliedOn(): ReliedOn[] {
    const still = [...this.decided_on].filter(([key]) => !this.moved.has(key));
    return still.map(([key, offer]) => ({
      ...offer,
      version: (this.facts.offers.get(key) ?? initialOffer()).version,
    }));
  }

  private count(outcome: Parameters<typeof addOutcome>[1]): void {
    this.accounting = addOutcome(this.accounting, outcome);
  }
}

/** `decodeUpdate` accepts R, U and F only from the topic of the reservation service. */
function isStockCommand({ update }: UpdateDelivery): boolean {
  return sourceKind(update.operation) === 'order';
}

/** Null if the stored state contradicts itself: the offer waits for recovery, others go on. */
function evolveOrNull(
  state: OfferState,
  version: number,
  movement: Parameters<typeof evolve>[1]['movement'],
  chain_digest: string,
): OfferState | null {
  try {
    return evolve(state, { version, movement, chain_digest });
  } catch (error) {
    if (error instanceof LedgerInvariantError) return null;
    throw error;
  }
}

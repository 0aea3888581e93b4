import type { AppendedRow } from '@stockproof/events';
import type { Accounting, OfferState, SourceKind } from '@stockproof/ledger';
import type { PoisonDelivery, UpdateDelivery } from '../decode/delivery.js';

/** An offer whose head changes in this batch, and the version it was read at. */
export interface MovedOffer {
  readonly seller_id: string;
  readonly sku: string;
  /** 0 if the offer has no head row yet. */
  readonly from_version: number;
  readonly before: OfferState;
  readonly state: OfferState;
}

/**
 * An offer that a decision of this batch depends on and that it does not change, at the version it was read
 * at.
 */
export interface ReliedOn {
  readonly seller_id: string;
  readonly sku: string;
  /** 0 if the offer has no head row yet. */
  readonly version: number;
}

/** A rejection. Every reason of the ledger's rules (RejectionReason) depends on the offer's state. */
export interface Rejection {
  readonly delivery: UpdateDelivery;
  readonly reason: string;
  readonly facts: Readonly<Record<string, number | string>>;
  /**
   * The offer's version that the decision was based on; 0 if it had no row yet. `facts` belong to the same
   * state.
   */
  readonly decided_on_version: number;
}

/** How often an event that has a result was delivered again in this batch. */
export interface Redelivery {
  readonly source_kind: SourceKind;
  readonly seller_id: string;
  readonly event_id: string;
  duplicates: number;
  conflicts: number;
}

/** All effects of a batch, decided before anything is written. */
export interface BatchEffects {
  readonly accepted_at_ms: number;
  readonly appended: readonly AppendedRow[];
  readonly moved: readonly MovedOffer[];
  /**
   * The offers that rejections depend on, and messages quarantined because the stored state contradicts
   * itself. A changed offer is proven by its change. Duplicates and conflicts (an id stays used) and messages
   * that nobody could read or apply (all other quarantine) depend on no state.
   */
  readonly relied_on: readonly ReliedOn[];
  readonly rejections: readonly Rejection[];
  readonly quarantined: readonly PoisonDelivery[];
  /**
   * Conflicts of stock commands are published to their sender: a saga must not wait for an answer that cannot
   * come.
   */
  readonly conflicts: readonly UpdateDelivery[];
  readonly redeliveries: readonly Redelivery[];
  /**
   * Stock commands that came again after their outcome was committed, each once. A saga sends a command again
   * until it is answered, so the answer was lost or is late. A seller's duplicate is not answered, because
   * the seller can ask for the outcome.
   */
  readonly asked_again: readonly UpdateDelivery[];
  readonly accounting: Accounting;
}

import type { Accounting, LedgerRow, OfferState, SourceKind } from '@stockproof/ledger';
import type { PoisonDelivery, UpdateDelivery } from '../decode/delivery.js';

/** A row about to be appended, with its place in the chain. */
export interface AppendedRow extends LedgerRow {
  readonly previous_digest: string;
  readonly chain_digest: string;
  readonly traceparent: string | null;
}

/** An offer whose head moves in this batch, from the version it was read at. */
export interface MovedOffer {
  readonly seller_id: string;
  readonly sku: string;
  /** 0 when the offer has no head row yet. */
  readonly from_version: number;
  readonly before: OfferState;
  readonly state: OfferState;
}

/** An offer whose state this batch decided on and that it leaves as it is, at the version it was read at. */
export interface ReliedOn {
  readonly seller_id: string;
  readonly sku: string;
  /** 0 when the offer has no head row yet. */
  readonly version: number;
}

/** Every reason of the ledger's rules (RejectionReason) depends on the offer's state. */
export interface Rejection {
  readonly delivery: UpdateDelivery;
  readonly reason: string;
  readonly facts: Readonly<Record<string, number | string>>;
  /** Of the offer, in its order; 0 when it had no row yet. With `facts` of the same state. */
  readonly decided_on_version: number;
}

export interface Redelivery {
  readonly source_kind: SourceKind;
  readonly seller_id: string;
  readonly event_id: string;
  duplicates: number;
  conflicts: number;
}

/** Everything a batch does, decided before anything is written. */
export interface BatchEffects {
  readonly accepted_at_ms: number;
  readonly appended: readonly AppendedRow[];
  readonly moved: readonly MovedOffer[];
  /**
   * What rejections, and messages put aside because the stored state contradicts itself, rest on. A moved
   * offer is proven where it moves, and with it what was refused on the way there; a superseded count moves
   * its offer. Of no state at all speak duplicates and conflicts (an id that is taken stays so) and messages
   * that could not be read or be applied by anybody (all other quarantine).
   */
  readonly relied_on: readonly ReliedOn[];
  readonly rejections: readonly Rejection[];
  readonly quarantined: readonly PoisonDelivery[];
  /**
   * Those of stock commands are told to who sent them: a saga must not wait for an answer that cannot come.
   */
  readonly conflicts: readonly UpdateDelivery[];
  readonly redeliveries: readonly Redelivery[];
  /**
   * Stock commands that came again after their outcome was committed, each once. A saga sends a command again
   * until it is answered: the answer was lost on its way, or is late. A seller's duplicate needs none: it is
   * a retry of somebody who can ask for the outcome.
   */
  readonly asked_again: readonly UpdateDelivery[];
  readonly accounting: Accounting;
}

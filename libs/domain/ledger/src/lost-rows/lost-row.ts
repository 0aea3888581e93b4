import type { AppendedRow, DecodedRejection, InventoryUpdate } from '@stockproof/events';
import type { SourcePlace } from '../classify-delivery.js';
import type { LaterRow } from '../later-movements.js';
import type { OfferState } from '../offer-state.js';

/**
 * Why CDC rows cannot be put back. `diverged`: the CDC row of the restored head's version is another one.
 * `version_twice`: two different rows of a version. `version_missing`: a gap. `row_digest`: a row is not that of its digest.
 * `chain_link`: a row does not follow the digest before it. `impossible_quantity`: a row would leave 0 to 2^53-1.
 * `event_twice`: two rows of one event, or a row and a rejection. `decided_before`: the restored database had decided the row's message already.
 * `other_request`: the message that the row names asks for something else, or is not there. `other_decision`: the rules of stock
 * give another row for that message, or reject it in no state that it can have met as its rejection says. `head_not_reached` and `other_head`: a signed record has a newer head, or another one.
 */
export type LostRowFault =
  | 'diverged'
  | 'version_twice'
  | 'version_missing'
  | 'row_digest'
  | 'chain_link'
  | 'impossible_quantity'
  | 'event_twice'
  | 'decided_before'
  | 'other_request'
  | 'other_decision'
  | 'head_not_reached'
  | 'other_head';

/** What keeps the rows of an offer from being put back. `version`: the first that does not fit. */
export interface LostRowRefusal {
  readonly seller_id: string;
  readonly sku: string;
  readonly version: number;
  readonly fault: LostRowFault;
}

/** The head of an offer in a signed record or checkpoint. */
export interface SignedHead {
  readonly version: number;
  /** Hex. */
  readonly chain_digest: string;
}

/** An update as its message asked for it. */
export interface RequestAtPlace {
  readonly update: InventoryUpdate;
  /** Hex. */
  readonly request_hash: string;
}

/** What is known of an offer, apart from its CDC rows. */
export interface RestoredOffer {
  readonly seller_id: string;
  readonly sku: string;
  /** Its state in the restored ledger. */
  readonly state: OfferState;
  /** Its rows there that happened last (see movedSince); may be empty if no lost row is a count that is flagged. */
  readonly later: readonly LaterRow[];
  /** The newest head that was signed; null if none was. */
  readonly signed: SignedHead | null;
}

/** What CDC rows are compared with, next to their offer. */
export interface LostRowFacts {
  /** The restored position: the next message of this partition that the restored database has not decided. */
  readonly nextOffset: (topic: string, partition: number) => number;
  /** The update in the message at a place, with its request hash (hex); null if it is not there or no update. */
  readonly request: (place: SourcePlace) => RequestAtPlace | null;
}

/** A rejection as a message of `inventory.rejections.v1` says it. Nothing of it is believed. */
export type RejectionMessage = DecodedRejection;

/** A rejection that follows from its message and a state of the offer. */
export interface LostRejection extends RejectionMessage {
  /** Hex. */
  readonly request_hash: string;
  /** The first version whose state explains it; the one that it was decided on is not captured. */
  readonly decided_on_version: number;
}

/** The rows of an offer that a restore lost, in the order of their versions. */
export interface LostRows {
  readonly offer: RestoredOffer;
  readonly rows: readonly AppendedRow[];
  /** The state after each row. */
  readonly states: readonly OfferState[];
  /** In the order of their messages. */
  readonly rejections: readonly LostRejection[];
}

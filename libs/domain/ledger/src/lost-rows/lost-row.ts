import type { AppendedRow, InventoryUpdate } from '@stockproof/events';
import type { LaterRow } from '../later-movements.js';
import type { OfferState } from '../offer-state.js';

/**
 * Why CDC rows cannot be put back. `diverged`: the CDC row of the restored head's version is another one.
 * `version_twice`: two different rows of a version. `version_missing`: a gap. `row_digest`: a row is not that of its digest.
 * `chain_link`: a row does not follow the digest before it. `impossible_quantity`: a row would leave 0 to 2^53-1.
 * `event_twice`: two rows of one event. `decided_before`: the restored database had decided the row's message already.
 * `other_request`: the message that the row names asks for something else, or is not there. `other_decision`: the rules of stock
 * give another row for that message. `head_not_reached` and `other_head`: a signed record has a newer head, or another one.
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

/** The place of a message in Kafka. */
export interface SourcePlace {
  readonly source_topic: string;
  readonly source_partition: number;
  readonly source_offset: number;
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

/** The rows of an offer that a restore lost, in the order of their versions, and the state after them. */
export interface LostRows {
  readonly offer: RestoredOffer;
  readonly rows: readonly AppendedRow[];
  readonly state: OfferState;
}

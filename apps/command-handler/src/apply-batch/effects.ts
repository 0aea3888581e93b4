import type { Accounting } from '@stockproof/idempotency';
import type { LedgerRow, OfferState } from '@stockproof/ledger';
import type { PoisonDelivery, UpdateDelivery } from './delivery.js';

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

export interface Rejection {
  readonly delivery: UpdateDelivery;
  readonly reason: string;
  readonly facts: Readonly<Record<string, number | string>>;
}

export interface Redelivery {
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
  readonly rejections: readonly Rejection[];
  readonly quarantined: readonly PoisonDelivery[];
  readonly conflicts: readonly UpdateDelivery[];
  readonly redeliveries: readonly Redelivery[];
  readonly accounting: Accounting;
}

import type { OfferName } from '../offers-in-scope.js';

/** A line as the read model holds it. */
export interface ReservationRowLine extends OfferName {
  readonly line: number;
  readonly location_id: string;
  readonly quantity: number;
  readonly status: string;
  readonly reason: string | null;
  readonly available: number | null;
}

/** A reservation as the read model holds it; all null for lines that have no reservation. */
export interface ReservationRow {
  readonly reservation_id: string;
  readonly order_id: string | null;
  readonly status: string | null;
  readonly version: number | null;
  readonly requested_at_ms: number | null;
  readonly expires_at_ms: number | null;
  readonly attempts: number | null;
  readonly next_step_at_ms: number | null;
  readonly stuck: boolean | null;
  readonly lines: readonly ReservationRowLine[];
}

/** A line that was asked for, and the ledger versions its history names for each step; more than one is one too many. */
export interface SagaLine extends OfferName {
  readonly stream: string;
  readonly reservation_id: string;
  /** Null where a broken history does not say it: no command can be its own. */
  readonly nonce: string | null;
  readonly line: number;
  readonly location_id: string;
  readonly quantity: unknown;
  readonly held_at: readonly unknown[];
  readonly released_at: readonly unknown[];
  readonly fulfilled_at: readonly unknown[];
  readonly rejected: number;
}

/** A row of the ledger that moved reserved stock. */
export interface CommandRow extends OfferName {
  readonly version: number;
  readonly event_id: string;
  readonly operation: string;
  readonly quantity: number;
  readonly location_id: string;
  /** Whether it came by the topic that only the reservation service writes. */
  readonly commanded: boolean;
}

export interface ReservedAt extends OfferName {
  readonly location_id: string;
  readonly quantity: number;
}

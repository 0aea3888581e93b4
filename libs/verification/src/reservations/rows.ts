import type { OfferName } from '../offers-in-scope.js';

/** A line in the read model. */
export interface ReservationRowLine extends OfferName {
  readonly line: number;
  readonly location_id: string;
  readonly quantity: number;
  readonly status: string;
  readonly reason: string | null;
  readonly available: number | null;
}

/** A reservation in the read model; all null for lines without a reservation. */
export interface ReservationRow {
  readonly reservation_id: string;
  readonly order_id: string | null;
  /** Whose it is; also null for a reservation from before clients were recorded. */
  readonly client: string | null;
  readonly status: string | null;
  readonly version: number | null;
  readonly requested_at_ms: number | null;
  readonly expires_at_ms: number | null;
  readonly attempts: number | null;
  readonly next_step_at_ms: number | null;
  readonly stuck: boolean | null;
  /** Units of all its lines, counted against the client's quota. */
  readonly units: number | null;
  readonly lines: readonly ReservationRowLine[];
}

/**
 * A requested or allocated line, with the ledger versions that its history names for each step; more than one per step is
 * a fault.
 */
export interface SagaLine extends OfferName {
  readonly stream: string;
  readonly reservation_id: string;
  /** Null if a broken history does not contain it; then no command matches. */
  readonly nonce: string | null;
  readonly line: number;
  /** The line whose units were allocated to it; null for a line of the request. */
  readonly allocated_from: number | null;
  readonly location_id: string;
  readonly quantity: unknown;
  readonly held_at: readonly unknown[];
  readonly released_at: readonly unknown[];
  readonly fulfilled_at: readonly unknown[];
  readonly rejected: number;
  /** Whether everything that no part had taken has left the hold. */
  readonly rest_ended: boolean;
  /** The parts that took units of the line. */
  readonly parts: readonly SagaPart[];
}

/** Units of a line that a part has taken. */
export interface SagaPart {
  readonly part: number;
  readonly operation: string;
  readonly quantity: number;
  /** The ledger versions that the history names; more than one is a fault. */
  readonly decided_at: readonly unknown[];
  /** Whether the units have left the hold. */
  readonly ended: boolean;
  /** Whether the ledger refused it while the reservation was held: its units were then part of the rest again. */
  readonly returned: boolean;
}

/** A row of the ledger that moved reserved stock. */
export interface CommandRow extends OfferName {
  readonly version: number;
  readonly event_id: string;
  readonly operation: string;
  readonly quantity: number;
  readonly location_id: string;
  /** Whether it came through the topic that only the reservation service writes. */
  readonly commanded: boolean;
}

/** Reserved units of an offer at a location. */
export interface ReservedAt extends OfferName {
  readonly location_id: string;
  readonly quantity: number;
}

/** One line of an order. Quantities are 1 to 2^53-1. */
export interface OrderLine {
  readonly seller_id: string;
  readonly sku: string;
  readonly quantity: number;
  readonly location_id: string;
}

/**
 * How a reservation can end. `failed`: one of its commands can never take effect, and an operator must check
 * what the ledger did.
 */
export type ReservationEnding = 'confirmed' | 'rejected' | 'cancelled' | 'expired' | 'failed';

/**
 * How the units of a line without a location are found. `fewest_splits`: at as few locations as possible.
 * `preference`: only at these, each emptied before the next.
 */
export type AllocationPolicy =
  | { readonly policy: 'fewest_splits' }
  | { readonly policy: 'preference'; readonly locations: readonly string[] };

/** The policy of a reservation, and its lines without a location. */
export type Allocation = AllocationPolicy & { readonly lines: readonly number[] };

/** The operations of stock commands: R reserve, U release, F fulfil. */
export type StockOperation = 'R' | 'U' | 'F';

/** Units of a line that a part takes. Quantities are 1 to 2^53-1. */
export interface PartLine {
  readonly line: number;
  readonly quantity: number;
}

/** Units of a line that a client asks a part for: at any of its locations, or at this one. */
export interface AskedPartLine extends PartLine {
  readonly location_id?: string;
}

/** What a part does with its units: they leave the stock, or they are sellable again. */
export type PartAction = 'confirm' | 'cancel';

/** The part of a step; missing for a step of everything that is left. */
interface OfPart {
  readonly part?: number;
}

/** The events of a reservation. Lines are numbered from 1, in the order of the request; allocated ones after them. */
export type ReservationEvent =
  | {
      readonly type: 'reservation_requested';
      readonly reservation_id: string;
      readonly order_id: string;
      readonly lines: readonly OrderLine[];
      readonly requested_at_ms: number;
      readonly expires_at_ms: number;
      /** SHA-256 of the request (hex). The same reservation id with another hash is a conflict. */
      readonly request_hash: string;
      /**
       * The secret (hex) from which the ids of its stock commands are derived, so that nobody else can
       * compute one. It is never published.
       */
      readonly nonce: string;
      /** The subject of the client that requested it. Missing in older events. */
      readonly client?: string;
      /** Missing if every line has a location, and in older events. */
      readonly allocation?: Allocation;
    }
  | { readonly type: 'line_held'; readonly line: number; readonly version: number }
  | {
      readonly type: 'line_rejected';
      readonly line: number;
      readonly reason: string;
      readonly available: number | null;
    }
  /** The units of a rejected line are asked for at other locations, as new lines with numbers of their own. */
  | {
      readonly type: 'line_allocated';
      readonly line: number;
      readonly lines: readonly (OrderLine & { readonly line: number })[];
    }
  | { readonly type: 'reservation_held' }
  /** The hold ends later than it did. */
  | {
      readonly type: 'hold_extended';
      readonly by: string;
      readonly at_ms: number;
      readonly expires_at_ms: number;
    }
  | { readonly type: 'confirm_begun'; readonly by: string; readonly at_ms: number }
  | {
      readonly type: 'release_begun';
      readonly ends_as: Exclude<ReservationEnding, 'confirmed'>;
      readonly by: string;
      readonly at_ms: number;
    }
  /** Some units of some lines are confirmed or cancelled; the rest stays held. Parts are numbered from 1. */
  | {
      readonly type: 'part_begun';
      readonly part: number;
      /** The id that the client gave it. */
      readonly part_id: string;
      readonly action: PartAction;
      readonly lines: readonly PartLine[];
      /** What the client asked for, if that is not `lines`: of a line that was allocated, or of one location. */
      readonly asked?: readonly AskedPartLine[];
      readonly by: string;
      readonly at_ms: number;
    }
  | ({ readonly type: 'line_fulfilled'; readonly line: number; readonly version: number } & OfPart)
  | ({ readonly type: 'line_released'; readonly line: number; readonly version: number } & OfPart)
  /**
   * The ledger refused to release or fulfil a line that it holds, which must not happen; an operator must
   * check.
   */
  | ({
      readonly type: 'step_refused';
      readonly line: number;
      readonly operation: StockOperation;
      readonly reason: string;
    } & OfPart)
  /** The id of this step belongs to another request in the ledger; the step can never be done. */
  | ({
      readonly type: 'step_conflicted';
      readonly line: number;
      readonly operation: StockOperation;
      readonly reason: string;
    } & OfPart)
  | {
      readonly type: 'step_retried';
      readonly attempt: number;
      readonly operation: StockOperation;
      readonly lines: readonly number[];
      /** The operator who had them sent again, and why; missing if their time was up. */
      readonly by?: string;
      readonly reason?: string;
    }
  | { readonly type: 'reservation_ended'; readonly as: ReservationEnding };

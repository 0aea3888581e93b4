import type { BucketType, LedgerOperation, LedgerStatus } from '@stockproof/events';

/** What can be sold of an offer, in total and by location, at one version of its ledger stream. */
export interface AvailabilityState {
  readonly version: number;
  /** Sum of the four bucket totals. */
  readonly stock_on_hand: number;
  readonly sellable: number;
  readonly reserved: number;
  readonly damaged: number;
  readonly return_to_vendor: number;
  /**
   * Sellable units by location. A location appears when sellable stock first moves there, and stays with 0
   * when it is empty.
   */
  readonly locations: ReadonlyMap<string, number>;
  /** event_time of the newest version, in ms. */
  readonly event_time_ms: number;
  /** The latest event_time of all versions, in ms. A change with an earlier event_time is late. */
  readonly newest_event_time_ms: number;
  readonly accepted_at_ms: number;
}

/** The columns of a ledger row that the projection needs. */
export interface AvailabilityChange {
  readonly version: number;
  readonly operation: LedgerOperation;
  readonly status: LedgerStatus;
  readonly quantity: number;
  readonly delta_quantity: number;
  readonly from_bucket: BucketType | null;
  readonly from_location: string | null;
  readonly to_bucket: BucketType | null;
  readonly to_location: string | null;
  readonly event_time_ms: number;
  readonly accepted_at_ms: number;
}

const EMPTY: AvailabilityState = {
  version: 0,
  stock_on_hand: 0,
  sellable: 0,
  reserved: 0,
  damaged: 0,
  return_to_vendor: 0,
  locations: new Map(),
  event_time_ms: 0,
  newest_event_time_ms: 0,
  accepted_at_ms: 0,
};

/** The state before the first event. */
export function initialAvailability(): AvailabilityState {
  return EMPTY;
}

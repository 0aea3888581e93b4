import type { BucketType, Operation } from '@stockproof/events';

/** What can be sold of an offer, and where, as of one version of its ledger stream. */
export interface AvailabilityState {
  readonly version: number;
  /** Sum of the four bucket totals. */
  readonly stock_on_hand: number;
  readonly sellable: number;
  readonly reserved: number;
  readonly damaged: number;
  readonly return_to_vendor: number;
  /** Sellable units by location; a location stays once sellable stock has moved there, with 0 when empty. */
  readonly locations: ReadonlyMap<string, number>;
  /** event_time of the newest version. */
  readonly event_time_ms: number;
  /** The latest event_time of all versions: what comes with an earlier one is late. */
  readonly newest_event_time_ms: number;
  readonly accepted_at_ms: number;
}

/** What a ledger row says to the projection. */
export interface AvailabilityChange {
  readonly version: number;
  readonly operation: Operation;
  readonly status: 'accepted' | 'superseded';
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

/** Before the first event. */
export function initialAvailability(): AvailabilityState {
  return EMPTY;
}

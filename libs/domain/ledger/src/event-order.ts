import {
  type BucketType,
  isWithoutEffect,
  type LedgerOperation,
  type LedgerStatus,
} from '@stockproof/events';
import { bucketKey, type OfferState } from './offer-state.js';

/** The times of an event, in ms. */
export interface EventTimes {
  readonly event_time_ms: number;
  readonly accepted_at_ms: number;
}

/**
 * The time that an event speaks of: its event time, or its acceptance if that was earlier. So a clock that is
 * fast cannot make a count newer than one that comes after it.
 */
export function timeOf({ event_time_ms, accepted_at_ms }: EventTimes): number {
  return Math.min(event_time_ms, accepted_at_ms);
}

/** The first version of ledger rows whose counts are ordered by timeOf; those before it by their event time. */
const ORDERED_BY_TIME_OF = 3;

/** A row of the ledger as far as it says whether and when something was counted. */
export interface CountFacts extends EventTimes {
  readonly operation: LedgerOperation;
  readonly status: LedgerStatus;
}

/** The time of the count that a row records, in ms; null if the row is no count, or one that was not applied. */
export function countedAt(row: CountFacts, schema_version: number): number | null {
  const is_count = row.operation === 'S' || row.operation === 'C';
  if (!is_count || isWithoutEffect(row.status)) return null;
  return schema_version >= ORDERED_BY_TIME_OF ? timeOf(row) : row.event_time_ms;
}

/** Time of the last count of a bucket at a location, in ms; null if it was never counted. */
export function lastCount(state: OfferState, bucket: BucketType, location: string): number | null {
  return state.buckets.get(bucketKey(bucket, location))?.counted_at_ms ?? null;
}

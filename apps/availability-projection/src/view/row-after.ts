import type { AvailabilityGenerationRowV1 } from '@stockproof/events';
import type { ViewOffer } from './view.js';

type SentRow = Pick<AvailabilityGenerationRowV1, 'seller_id' | 'sku' | 'state' | 'recovery_id'> & {
  readonly revision: number;
};

/** Converts a row sent by recovery to a row of the view. */
export function rowAfter(
  { seller_id, sku, state, revision, recovery_id }: SentRow,
  changed_offset: number,
): ViewOffer {
  const { event_time, newest_event_time, accepted_at, locations, ...totals } = state;
  return {
    seller_id,
    sku,
    revision,
    recovery_id,
    changed_offset,
    status: 'current',
    expected_version: null,
    found_version: null,
    traceparent: null,
    state: {
      ...totals,
      locations: new Map(locations.map(({ location_id, sellable }) => [location_id, sellable])),
      event_time_ms: Date.parse(event_time),
      newest_event_time_ms: Date.parse(newest_event_time),
      accepted_at_ms: Date.parse(accepted_at),
    },
  };
}

import { availabilityKey, compareCodePoints, encodeAvailability } from '@stockproof/events';
import type { ProducedMessage } from '@stockproof/kafka';
import type { ViewOffer } from '../view/view.js';

/**
 * Builds the published message of an offer. The value is a function of the row alone, so one (version,
 * revision) always has the same bytes (docs/design.md#one-publisher-per-partition). Clock and trace are in
 * headers.
 */
export function availabilityMessage(
  offer: ViewOffer,
  partition: number,
  published_at_ms: number,
): ProducedMessage {
  const { seller_id, sku, state, revision } = offer;
  const locations = [...state.locations]
    .map(([location_id, sellable]) => ({ location_id, sellable }))
    .sort((a, b) => compareCodePoints(a.location_id, b.location_id));
  return {
    partition,
    key: availabilityKey(sku, seller_id),
    value: encodeAvailability({
      sku,
      seller_id,
      version: state.version,
      revision,
      stock_on_hand: state.stock_on_hand,
      sellable: state.sellable,
      reserved: state.reserved,
      damaged: state.damaged,
      return_to_vendor: state.return_to_vendor,
      locations,
      event_time_ms: state.event_time_ms,
      accepted_at_ms: state.accepted_at_ms,
    }),
    headers: {
      published_at: new Date(published_at_ms).toISOString(),
      ...(offer.traceparent === null ? {} : { traceparent: offer.traceparent }),
      ...(offer.recovery_id === null ? {} : { recovery_id: offer.recovery_id }),
    },
  };
}

/** Builds the tombstone of an offer that does not exist. */
export function tombstone(
  { seller_id, sku, recovery_id }: { seller_id: string; sku: string; recovery_id: string },
  partition: number,
): ProducedMessage {
  return { partition, key: availabilityKey(sku, seller_id), value: null, headers: { recovery_id } };
}

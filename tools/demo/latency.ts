import { availabilityKey } from '@stockproof/events';
import type { LedgerEvent } from './parity.js';
import type { PublishedTail } from './published-tail.js';

/** The percentile of the numbers at this share; 0 if there are none. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/**
 * Milliseconds from the 202 of each applied event to the first message on the topic that contains it, by this
 * machine's clock. An event without a recorded 202 (a redelivery, for example) is left out.
 */
export function endToEnd(
  answered: ReadonlyMap<string, number>,
  events: readonly LedgerEvent[],
  tail: PublishedTail,
): number[] {
  return events.flatMap(({ seller_id, event_id, sku, version }) => {
    const at_ms = answered.get(`${seller_id}\u001f${event_id}`);
    const seen = tail.offers.get(availabilityKey(sku, seller_id))?.find((one) => one.version >= version);
    return at_ms === undefined || seen === undefined ? [] : [Math.max(0, seen.at_ms - at_ms)];
  });
}

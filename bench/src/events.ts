import { createRandom } from '@stockproof/workload';

export interface BenchEvent {
  readonly event_id: string;
  readonly seller_id: string;
  readonly sku: string;
  readonly operation: 'I';
  readonly quantity: number;
  readonly event_time: string;
}

const SKUS = 10_000;
const REDELIVERED = 0.02;

/** Events that a benchmark posts in one request; ingestion refuses an id that is in it twice. */
export const ARRAY = 1_000;

/**
 * Events over skewed SKUs, 2% of them redelivered; the same seed gives the same events. Each id is at most once
 * in the events from a multiple of ARRAY to the next.
 */
export function benchEvents(count: number, prefix: string, sellers = 7): BenchEvent[] {
  const random = createRandom(7);
  const events: BenchEvent[] = [];
  const event_time = new Date(Date.now() - 60_000).toISOString();
  let in_array = new Set<string>();
  for (let index = 0; index < count; index += 1) {
    if (index % ARRAY === 0) in_array = new Set();
    const again = index > 0 && random.chance(REDELIVERED) ? random.pick(events) : null;
    if (again !== null && !in_array.has(again.event_id)) {
      in_array.add(again.event_id);
      events.push(again);
      continue;
    }
    // Squaring skews: the first tenth of the SKUs gets a third of the events.
    const sku = Math.floor(random.next() ** 2 * SKUS);
    const seller_id = `seller-${random.between(1, sellers)}`;
    in_array.add(`${prefix}-${index}`);
    events.push({
      event_id: `${prefix}-${index}`,
      seller_id,
      sku: `sku-${sku}`,
      operation: 'I',
      quantity: random.between(1, 9),
      event_time,
    });
  }
  return events;
}

/** The number of events that are not redeliveries. */
export function distinct(events: readonly BenchEvent[]): number {
  return new Set(events.map(({ event_id }) => event_id)).size;
}

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

/** Events over skewed SKUs, 2% of them redelivered; the same seed gives the same events. */
export function benchEvents(count: number, prefix: string, sellers = 7): BenchEvent[] {
  const random = createRandom(7);
  const events: BenchEvent[] = [];
  const event_time = new Date(Date.now() - 60_000).toISOString();
  for (let index = 0; index < count; index += 1) {
    if (index > 0 && random.chance(REDELIVERED)) {
      events.push(random.pick(events));
      continue;
    }
    // Squaring skews: the first tenth of the SKUs gets a third of the events.
    const sku = Math.floor(random.next() ** 2 * SKUS);
    const seller_id = `seller-${random.between(1, sellers)}`;
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

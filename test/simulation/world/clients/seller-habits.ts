import { LOCATIONS_PER_OFFER } from '@stockproof/bounds';
import type { Posting, Random } from '@stockproof/workload';

/** An event with the same id as another seller's, a quantity at the limit, a count of everything on hand, or an expected quantity. */
export function withHabits(posting: Posting, random: Random): Posting {
  if (posting.kind !== 'fresh') return posting;
  const { operation } = posting.body;
  if (random.chance(0.05))
    return { ...posting, body: { ...posting.body, event_id: `shared-${random.between(1, 12)}` } };
  if (operation === 'I' && random.chance(0.01))
    return { ...posting, body: { ...posting.body, quantity: Number.MAX_SAFE_INTEGER } };
  if (operation === 'S' && random.chance(0.2)) {
    const { bucket_type: _bucket, ...body } = posting.body;
    return { ...posting, body: { ...body, schema_version: 3, counted: 'on_hand' } };
  }
  if (operation !== 'S' || !random.chance(0.3)) return posting;
  return {
    ...posting,
    body: {
      ...posting.body,
      schema_version: posting.body['counted'] === undefined ? 2 : 3,
      expected_quantity: random.between(0, 60),
    },
  };
}

/** Stock of one offer at a few more locations than allowed. */
export function atManyLocations(seller_id: string, sku: string, clock_ms: number, random: Random): Posting[] {
  const events = Array.from({ length: LOCATIONS_PER_OFFER + 5 }, (_one, at) => ({
    event_id: `many-${at}`,
    seller_id,
    sku,
    schema_version: 2,
    operation: random.pick(['I', 'S']),
    quantity: random.between(1, 9),
    event_time: new Date(clock_ms).toISOString(),
    location_id: `aisle ${at}`,
  }));
  return events.map((body): Posting => ({ kind: 'fresh', seller_id, body }));
}

/**
 * A seller that tries to block a reservation of its goods: it posts an event under the id of the next
 * command, once derived from the id of the command before, and once the real one.
 */
export function impersonating(seen: readonly Impersonated[], clock_ms: number, random: Random): Posting[] {
  if (seen.length === 0) return [];
  const { seller_id, sku, event_id, next_id } = random.pick(seen);
  const event_time = new Date(clock_ms).toISOString();
  return [event_id.replace('.R.', random.pick(['.F.', '.U.'])), next_id].map((name): Posting => ({
    kind: 'invalid',
    seller_id,
    body: { event_id: name, seller_id, sku, operation: 'I', quantity: 1, event_time },
  }));
}

/** A reserve on a seller's stock, and the id of a command that may follow it. */
export interface Impersonated {
  readonly seller_id: string;
  readonly sku: string;
  readonly event_id: string;
  readonly next_id: string;
}

const HEAD =
  '{"event_id":"poison","seller_id":"acme","sku":"s-sku-0","event_time":"2026-01-01T00:00:00Z","operation":"I"';

/** Bytes that no seller's library would produce; none of them is an update. */
export const POISON: readonly string[] = [
  '',
  '{',
  'null',
  '[]',
  '"update"',
  '{"event_id":1}',
  '\u0000',
  `${HEAD}}`,
  `${HEAD},"quantity":"7"}`,
  `${HEAD},"quantity":-1}`,
  `${HEAD},"quantity":9007199254740993}`,
  `${HEAD},"quantity":1.5}`,
  `${HEAD},"quantity":1e400}`,
  `${HEAD},"quantity":5,"quantity":7}`,
  `${HEAD},"quantity":5,"__proto__":{}}`,
  `${HEAD},"quantity":5,"sku":"other"}`,
  `${HEAD},"quantity":5,"schema_version":4}`,
  `${HEAD},"quantity":5,"bucket_type":"damaged"}`,
  `${HEAD},"quantity":5}x`,
  '{"event_id":"p","seller_id":"acme","sku":"s","event_time":"2026-02-30T00:00:00Z","operation":"I","quantity":1}',
  '{"event_id":"p","seller_id":"acme","sku":"s","event_time":"2036-01-01T00:00:00Z","operation":"I","quantity":1}',
  '{"event_id":"p","seller_id":"acme","sku":"\\ud800","event_time":"2026-01-01T00:00:00Z","operation":"I","quantity":1}',
  '{"schema_version":2,"event_id":"p","seller_id":"acme","sku":"s","event_time":"2026-01-01T00:00:00Z","operation":"I","quantity":1,"bucket_type":"reserved"}',
];

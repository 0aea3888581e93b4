import { createRandom, type Random } from './random.js';

/**
 * What a marketplace generates. `redelivered`, `conflicting`, `late` and `invalid` are disjoint shares, so
 * together at most 1; all other postings are fresh.
 */
export interface MarketplaceOptions {
  readonly seed: number;
  /** Precedes every SKU and event id, so that two runs do not share them. */
  readonly prefix: string;
  readonly sellers: readonly string[];
  readonly skus: number;
  /** Shares of all postings, 0 to 1. */
  readonly redelivered: number;
  readonly conflicting: number;
  readonly late: number;
  readonly invalid: number;
  /** Share of postings for the first SKU. */
  readonly hot: number;
}

/** One event as a seller posts it. */
export interface Posting {
  readonly kind: 'fresh' | 'redelivered' | 'conflicting' | 'late' | 'invalid';
  readonly seller_id: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A generator of sellers' updates. */
export interface Marketplace {
  /** Returns the next posting; `now_ms` becomes its event_time (earlier if it is late). */
  next(now_ms: number): Posting;
}

const REMEMBERED = 1_000;
const AN_HOUR_MS = 3_600_000;
const LOCATIONS = ['default', 'berlin', 'łódź', '倉庫-2'];
const NAMES = ['sku', '💡lamp', 'polygenelubricants', 'Ünï', 'a/b c'];
const BUCKETS = ['sellable', 'damaged', 'return_to_vendor'];

/** Ways to break a good event. Each must be refused or quarantined, none applied. */
const BREAKS: readonly Readonly<Record<string, unknown>>[] = [
  { quantity: -1 },
  { quantity: 1.5 },
  { quantity: '7' },
  { quantity: 2 ** 53 },
  { operation: 'X' },
  { operation: 'R' },
  { event_time: 'yesterday' },
  { event_time: '2026-02-30T00:00:00Z' },
  { sku: '' },
  { sku: 'a\u0000b' },
  { colour: 'red' },
  { schema_version: 9 },
  { event_id: 'x'.repeat(129) },
  { bucket_type: 'reserved', schema_version: 2 },
  { bucket_type: 'lost', schema_version: 2 },
  { reason: null, schema_version: 2 },
  { quantity: 0, operation: 'I' },
  { sku: '\ud800' },
  { to_location_id: 'x', operation: 'I', schema_version: 2 },
  { operation: 'M', schema_version: 2, to_bucket_type: undefined, to_location_id: undefined },
];

/**
 * Creates a marketplace that generates sellers' updates one by one. The same options and calls give the same
 * updates.
 */
export function createMarketplace(options: MarketplaceOptions): Marketplace {
  const random = createRandom(options.seed);
  const sent: Posting[] = [];
  let count = 0;
  const remember = (posting: Posting): Posting => {
    if (sent.length < REMEMBERED) sent.push(posting);
    else sent[count % REMEMBERED] = posting;
    return posting;
  };
  return {
    next(now_ms) {
      count += 1;
      const roll = random.next();
      const { redelivered, conflicting, late, invalid } = options;
      if (sent.length > 0 && roll < redelivered) return { ...random.pick(sent), kind: 'redelivered' };
      if (sent.length > 0 && roll < redelivered + conflicting) return conflict(random.pick(sent), random);
      if (roll < redelivered + conflicting + invalid)
        return broken(fresh(options, random, count, now_ms), random);
      const isLate = roll > 1 - late;
      const at_ms = isLate ? now_ms - random.between(1, AN_HOUR_MS) : now_ms;
      return remember({ ...fresh(options, random, count, at_ms), kind: isLate ? 'late' : 'fresh' });
    },
  };
}

function fresh(options: MarketplaceOptions, random: Random, count: number, at_ms: number): Posting {
  const seller_id = random.pick(options.sellers);
  const number = random.chance(options.hot) ? 0 : random.between(0, options.skus - 1);
  const sku = `${options.prefix}-${NAMES[number % NAMES.length]}-${number}`;
  const base = {
    // Two sellers may use the same id; the platform keeps them apart.
    event_id: `${options.prefix}-${random.chance(0.5) ? '' : `${seller_id}-`}${count}`,
    sku,
    seller_id,
    event_time: new Date(at_ms).toISOString(),
  };
  return { kind: 'fresh', seller_id, body: { ...base, ...operation(random) } };
}

function operation(random: Random): Record<string, unknown> {
  const roll = random.next();
  if (roll < 0.45) return { operation: 'I', quantity: random.between(1, 50) };
  if (roll < 0.75) return { operation: 'D', quantity: random.between(1, 40) };
  if (roll < 0.85) return { operation: 'S', quantity: random.between(0, 200) };
  const bucket_type = random.pick(BUCKETS);
  const location_id = random.pick(LOCATIONS);
  if (roll < 0.9)
    return { schema_version: 2, operation: 'I', quantity: random.between(1, 20), bucket_type, location_id };
  if (roll < 0.94)
    return { schema_version: 2, operation: 'S', quantity: random.between(0, 90), bucket_type, location_id };
  if (roll < 0.95)
    return {
      schema_version: 3,
      operation: 'S',
      quantity: random.between(0, 90),
      counted: 'on_hand',
      location_id,
    };
  return {
    schema_version: 2,
    operation: 'M',
    quantity: random.between(1, 10),
    bucket_type,
    location_id: 'default',
    to_bucket_type: random.pick(BUCKETS),
    to_location_id: random.pick(LOCATIONS.slice(1)),
  };
}

function conflict(posting: Posting, random: Random): Posting {
  return {
    ...posting,
    kind: 'conflicting',
    body: { ...posting.body, quantity: random.between(1_000, 2_000) },
  };
}

function broken(posting: Posting, random: Random): Posting {
  return { ...posting, kind: 'invalid', body: { ...posting.body, ...random.pick(BREAKS) } };
}

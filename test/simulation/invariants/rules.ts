import { LOCATIONS_PER_OFFER } from '@stockproof/bounds';
import type { Row } from '../postgres/tables.js';

/** A message as it was sent; fields that version 1 of an update leaves out are missing. */
export interface Sent {
  readonly event_id?: unknown;
  readonly operation?: unknown;
  readonly quantity?: unknown;
  readonly bucket_type?: string;
  readonly location_id?: string;
  readonly to_bucket_type?: string;
  readonly to_location_id?: string;
  readonly event_time?: string;
  readonly sku?: unknown;
  readonly expected_quantity?: number;
  readonly counted?: string;
}

/** When a message was decided (ms), and what its seller wants done with late movements. */
export interface Circumstances {
  readonly at_ms: number;
  readonly absorbs: boolean;
}

/** The state of an offer: units by `bucket/location`, and the last count of each. */
export class Stock {
  readonly units = new Map<string, bigint>();
  readonly counted = new Map<string, number>();
  version = 0;

  at(place: string): bigint {
    return this.units.get(place) ?? 0n;
  }

  get total(): bigint {
    return [...this.units.values()].reduce((sum, one) => sum + one, 0n);
  }
}

/**
 * The result of a message, as one text: `accepted from -quantity-> to`, `superseded`, or `rejected` with
 * reason and facts.
 */
export type Outcome = string;

const MAX = BigInt(Number.MAX_SAFE_INTEGER);
const NOTHING = 'nothing';

/**
 * The rules again, in short form: the result of a message on this stock. Shares nothing with the services
 * except the words of the document and the stated bounds.
 */
export function outcomeOf(message: Sent, stock: Stock, { at_ms, absorbs }: Circumstances): Outcome {
  const quantity = BigInt(Number(message.quantity));
  const location = message.location_id ?? 'default';
  const place = `${message.bucket_type ?? 'sellable'}/${location}`;
  const to = `${message.to_bucket_type ?? message.bucket_type ?? 'sellable'}/${message.to_location_id ?? location}`;
  const time = Math.min(Date.parse(message.event_time ?? ''), at_ms);
  switch (message.operation) {
    case 'I':
      return sellersMove(stock, [NOTHING, quantity, place], time, absorbs);
    case 'D':
      return sellersMove(stock, [place, quantity, NOTHING], time, absorbs);
    case 'M':
      return sellersMove(stock, [place, quantity, to], time, absorbs);
    case 'R':
      return moved(stock, `sellable/${location}`, quantity, `reserved/${location}`);
    case 'U':
      return moved(stock, `reserved/${location}`, quantity, `sellable/${location}`);
    case 'F':
      return moved(stock, `reserved/${location}`, quantity, NOTHING);
    default:
      return message.counted === 'on_hand'
        ? countedOnHand(message, quantity, location, stock, time)
        : counted(message, quantity, place, stock, time);
  }
}

/** A movement of a time before the last count of a place that it touches; with all of them counted, it may be absorbed. */
function sellersMove(
  stock: Stock,
  [from, quantity, to]: readonly [string, bigint, string],
  time: number,
  absorbs: boolean,
): Outcome {
  const places = [from, to].filter((place) => place !== NOTHING);
  const before = places.filter((place) => time < (stock.counted.get(place) ?? -Infinity)).length;
  if (absorbs && before === places.length) return 'absorbed';
  const outcome = moved(stock, from, quantity, to);
  return before > 0 ? outcome.replace(/^accepted/, 'accepted_late') : outcome;
}

function moved(stock: Stock, from: string, quantity: bigint, to: string): Outcome {
  if (from !== NOTHING && stock.at(from) < quantity) {
    return refused('insufficient_stock', { ...placed(from), available: stock.at(from), requested: quantity });
  }
  const crowded = to === NOTHING ? null : oneTooMany(stock, to);
  if (crowded !== null) return crowded;
  const grows = from === NOTHING ? stock.total + quantity : 0n;
  if (to !== NOTHING && (stock.at(to) + quantity > MAX || grows > MAX)) {
    return refused('quantity_overflow', {
      ...placed(to),
      present: stock.at(to),
      stock_on_hand: stock.total,
      added: quantity,
    });
  }
  return `accepted ${from} ${quantity} ${to}`;
}

/**
 * Why stock may not be moved to a location; null if it may. A location stays with its offer once it was used.
 */
function oneTooMany(stock: Stock, place: string): Outcome | null {
  const { location_id } = placed(place);
  const locations = new Set([...stock.units.keys()].map((one) => placed(one).location_id));
  if (locations.has(location_id) || locations.size < LOCATIONS_PER_OFFER) return null;
  return refused('too_many_locations', {
    location_id,
    locations: locations.size,
    locations_at_most: LOCATIONS_PER_OFFER,
  });
}

/**
 * An absolute count moves the difference; one that is older than the last one counted moves nothing, whatever
 * quantity it expects.
 */
function counted(
  { expected_quantity }: Sent,
  quantity: bigint,
  place: string,
  stock: Stock,
  time: number,
): Outcome {
  const found = stock.at(place);
  if (time < (stock.counted.get(place) ?? -Infinity)) return 'superseded';
  if (expected_quantity !== undefined && BigInt(expected_quantity) !== found) {
    return refused('quantity_mismatch', { expected: BigInt(expected_quantity), found });
  }
  if (quantity === found) return oneTooMany(stock, place) ?? 'accepted without a movement';
  return quantity > found
    ? moved(stock, NOTHING, quantity - found, place)
    : moved(stock, place, found - quantity, NOTHING);
}

/** Everything at a location is counted; what differs is taken from the sellable units, as far as there are any. */
function countedOnHand(
  { expected_quantity }: Sent,
  quantity: bigint,
  location: string,
  stock: Stock,
  time: number,
): Outcome {
  const place = `sellable/${location}`;
  if (time < (stock.counted.get(place) ?? -Infinity)) return 'superseded';
  const found = [...stock.units]
    .filter(([one]) => placed(one).location_id === location)
    .reduce((sum, [, units]) => sum + units, 0n);
  if (expected_quantity !== undefined && BigInt(expected_quantity) !== found) {
    return refused('quantity_mismatch', { expected: BigInt(expected_quantity), found });
  }
  if (quantity === found) return oneTooMany(stock, place) ?? 'accepted without a movement';
  if (quantity > found) return moved(stock, NOTHING, quantity - found, place);
  const missing = found - quantity;
  if (missing <= stock.at(place)) return moved(stock, place, missing, NOTHING);
  const all = stock.at(place);
  return all === 0n ? 'accepted_short without a movement' : `accepted_short ${place} ${all} ${NOTHING}`;
}

function placed(place: string): { readonly bucket_type: string; readonly location_id: string } {
  const cut = place.indexOf('/');
  return { bucket_type: place.slice(0, cut), location_id: place.slice(cut + 1) };
}

/** A refusal as one text, independent of the order of its facts. */
export function refused(reason: string, facts: Readonly<Record<string, unknown>>): Outcome {
  return `rejected ${[
    reason,
    ...Object.entries(facts)
      .map(([name, value]) => `${name}=${String(value)}`)
      .sort(),
  ].join(' ')}`;
}

/** The result of a message according to its ledger row; changes the stock as the row does. */
export function outcomeOfRow(row: Row, message: Sent, stock: Stock): Outcome {
  const quantity = BigInt(row['quantity'] as number);
  const side = (name: 'from' | 'to', change: bigint): string => {
    if (row[`${name}_bucket`] === null) return NOTHING;
    const place = `${String(row[`${name}_bucket`])}/${String(row[`${name}_location`])}`;
    stock.units.set(place, stock.at(place) + change);
    return place;
  };
  const [from, to] = [side('from', -quantity), side('to', quantity)];
  stock.version += 1;
  const status = String(row['status']);
  if (status === 'superseded' || status === 'absorbed')
    return quantity === 0n ? status : `${status} ${from} ${quantity} ${to}`;
  if (message.operation === 'S')
    stock.counted.set(
      `${message.bucket_type ?? 'sellable'}/${message.location_id ?? 'default'}`,
      Math.min(Date.parse(message.event_time ?? ''), (row['accepted_at'] as Date).getTime()),
    );
  return quantity === 0n ? `${status} without a movement` : `${status} ${from} ${quantity} ${to}`;
}

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
export function outcomeOf(message: Sent, stock: Stock): Outcome {
  const quantity = BigInt(Number(message.quantity));
  const location = message.location_id ?? 'default';
  const place = `${message.bucket_type ?? 'sellable'}/${location}`;
  const to = `${message.to_bucket_type ?? message.bucket_type ?? 'sellable'}/${message.to_location_id ?? location}`;
  switch (message.operation) {
    case 'I':
      return moved(stock, NOTHING, quantity, place);
    case 'D':
      return moved(stock, place, quantity, NOTHING);
    case 'M':
      return moved(stock, place, quantity, to);
    case 'R':
      return moved(stock, `sellable/${location}`, quantity, `reserved/${location}`);
    case 'U':
      return moved(stock, `reserved/${location}`, quantity, `sellable/${location}`);
    case 'F':
      return moved(stock, `reserved/${location}`, quantity, NOTHING);
    default:
      return counted(message, quantity, place, stock);
  }
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
  { event_time = '', expected_quantity }: Sent,
  quantity: bigint,
  place: string,
  stock: Stock,
): Outcome {
  const found = stock.at(place);
  if (Date.parse(event_time) < (stock.counted.get(place) ?? -Infinity)) return 'superseded';
  if (expected_quantity !== undefined && BigInt(expected_quantity) !== found) {
    return refused('quantity_mismatch', { expected: BigInt(expected_quantity), found });
  }
  if (quantity === found) return oneTooMany(stock, place) ?? 'accepted without a movement';
  return quantity > found
    ? moved(stock, NOTHING, quantity - found, place)
    : moved(stock, place, found - quantity, NOTHING);
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
  if (row['status'] === 'superseded')
    return quantity === 0n ? 'superseded' : `superseded ${from} ${quantity} ${to}`;
  if (message.operation === 'S')
    stock.counted.set(
      `${message.bucket_type ?? 'sellable'}/${message.location_id ?? 'default'}`,
      Date.parse(message.event_time ?? ''),
    );
  return quantity === 0n
    ? `${String(row['status'])} without a movement`
    : `${String(row['status'])} ${from} ${quantity} ${to}`;
}

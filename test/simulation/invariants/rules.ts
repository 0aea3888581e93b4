import { LATER_MOVEMENTS, LOCATIONS_PER_OFFER } from '@stockproof/bounds';
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

/** A row that moved something, and when that happened (ms). A count moved nothing: it says what was there. */
interface Moved {
  readonly at_ms: number;
  readonly changes: readonly { readonly place: string; readonly change: bigint }[];
}

/** The state of an offer: units by `bucket/location`, the last count of each, and every movement. */
export class Stock {
  readonly units = new Map<string, bigint>();
  readonly counted = new Map<string, number>();
  readonly movements: Moved[] = [];
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
      return held(stock, location, quantity);
    case 'U':
      return moved(stock, `reserved/${location}`, quantity, `sellable/${location}`);
    case 'F':
      return moved(stock, `reserved/${location}`, quantity, NOTHING);
    default:
      return counted(message, quantity, place, stock, time);
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

/** A refused hold says what the offer's other locations have, those with the most units first, as far as they are a hundred. */
function held(stock: Stock, location: string, quantity: bigint): Outcome {
  const from = `sellable/${location}`;
  if (stock.at(from) >= quantity) return moved(stock, from, quantity, `reserved/${location}`);
  const others = [...stock.units]
    .map(([place, units]) => ({ ...placed(place), units }))
    .filter((one) => one.bucket_type === 'sellable' && one.location_id !== location && one.units > 0n)
    .sort((a, b) => Number(b.units - a.units) || (a.location_id < b.location_id ? -1 : 1))
    .slice(0, 100);
  return refused('insufficient_stock', {
    ...{ ...placed(from), available: stock.at(from), requested: quantity },
    ...Object.fromEntries(others.map((one) => [`sellable@${one.location_id}`, one.units])),
  });
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

/** What movements that are there already changed after a time; null if there are too many to keep. */
function movedAfter(stock: Stock, time: number, is_counted: (place: string) => boolean): bigint[] | null {
  const later = stock.movements.filter(({ at_ms }) => at_ms > time);
  if (later.length > LATER_MOVEMENTS) return null;
  return later
    .map(({ changes }) =>
      changes.reduce((sum, { place, change }) => sum + (is_counted(place) ? change : 0n), 0n),
    )
    .filter((change) => change !== 0n);
}

/**
 * An absolute count, of a bucket or of everything at a location: what differs from what was there at its time is
 * moved, as far as there is any. One that is older than the last one counted moves nothing, whatever it expects.
 */
function counted(message: Sent, quantity: bigint, bucket: string, stock: Stock, time: number): Outcome {
  const location = message.location_id ?? 'default';
  const everything = message.counted === 'on_hand';
  const place = everything ? `sellable/${location}` : bucket;
  const is_counted = (one: string): boolean =>
    everything ? placed(one).location_id === location : one === place;
  if (time < (stock.counted.get(place) ?? -Infinity)) return 'superseded';
  const since = movedAfter(stock, time, is_counted);
  const present = [...stock.units].reduce((sum, [one, units]) => (is_counted(one) ? sum + units : sum), 0n);
  const found = present - (since ?? []).reduce((sum, one) => sum + one, 0n);
  if (since === null || tooLarge(found) || tooLarge(quantity - found))
    return refused('count_too_late', {
      ...placed(place),
      later_movements_at_most: LATER_MOVEMENTS,
    });
  const { expected_quantity } = message;
  if (expected_quantity !== undefined && BigInt(expected_quantity) !== found)
    return refused('quantity_mismatch', { expected: BigInt(expected_quantity), found });
  const flag = (outcome: Outcome): Outcome =>
    since.length === 0 ? outcome : outcome.replace(/^accepted/, 'accepted_late');
  if (quantity === found) return flag(oneTooMany(stock, place) ?? 'accepted without a movement');
  if (quantity > found) return flag(moved(stock, NOTHING, quantity - found, place));
  const crowded = oneTooMany(stock, place);
  if (crowded !== null) return crowded;
  const [missing, all] = [found - quantity, stock.at(place)];
  if (missing <= all) return flag(`accepted ${place} ${missing} ${NOTHING}`);
  return all === 0n ? 'accepted_short without a movement' : `accepted_short ${place} ${all} ${NOTHING}`;
}

const tooLarge = (units: bigint): boolean => units > MAX || units < -MAX;

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
  const decided_at_ms = (row['accepted_at'] as Date).getTime();
  const stamped = Date.parse(message.event_time ?? '');
  const of_order = ['R', 'U', 'F'].includes(String(message.operation));
  const at_ms = of_order ? decided_at_ms : Math.min(stamped, decided_at_ms);
  const changes: { place: string; change: bigint }[] = [];
  if (message.operation !== 'S' && quantity > 0n) stock.movements.push({ at_ms, changes });
  const side = (name: 'from' | 'to', change: bigint): string => {
    if (row[`${name}_bucket`] === null) return NOTHING;
    const place = `${String(row[`${name}_bucket`])}/${String(row[`${name}_location`])}`;
    stock.units.set(place, stock.at(place) + change);
    changes.push({ place, change });
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
      Math.min(stamped, decided_at_ms),
    );
  return quantity === 0n ? `${status} without a movement` : `${status} ${from} ${quantity} ${to}`;
}

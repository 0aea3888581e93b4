// An independent model of the ledger: one event at a time, BigInt, and nothing shared with the code under
// test except words and the stated bounds. It is given only well-formed events.
import { LATER_MOVEMENTS, LOCATIONS_PER_OFFER } from '@stockproof/bounds';

export interface ModelEvent {
  readonly event_id: string;
  readonly seller_id: string;
  readonly sku: string;
  readonly operation: string;
  readonly quantity: number;
  readonly event_time: string;
  readonly bucket_type?: string;
  readonly location_id?: string;
  readonly to_bucket_type?: string;
  readonly to_location_id?: string;
  readonly expected_quantity?: number;
  readonly counted?: 'bucket' | 'on_hand';
}

/** What a movement that is stamped before the last count is: no seller of the model absorbs. */
export type ModelOutcome =
  'accepted' | 'accepted_late' | 'accepted_short' | 'superseded' | 'rejected' | 'duplicate' | 'conflict';

/**
 * The whole result of an event: the version that it makes or is refused on, the reason, and the answer to its
 * sender.
 */
export interface ModelVerdict {
  readonly outcome: ModelOutcome;
  readonly version: number | null;
  readonly reason: string | null;
  readonly facts: Readonly<Record<string, number | string>>;
}

export interface ModelOffer {
  version: number;
  /** `bucket/location` -> units. */
  readonly buckets: Map<string, bigint>;
  readonly counted: Map<string, number>;
  /** What each row changed, place by place; a count changes nothing, it says what was there. */
  readonly rows: readonly ModelRow[];
}

/** A command of an order happens now, which is after every time that the model's events are stamped with. */
interface ModelRow {
  readonly at_ms: number;
  readonly changes: ReadonlyMap<string, bigint>;
}

type Facts = ModelVerdict['facts'];
/** Units that move from one place to another; null is outside. */
type Move = { readonly from: string | null; readonly units: bigint; readonly to: string | null };
type Refusal = { readonly reason: string; readonly facts: Facts };

const MAX = BigInt(Number.MAX_SAFE_INTEGER);

export class NaiveLedger {
  readonly offers = new Map<string, ModelOffer>();
  readonly outcomes: Record<ModelOutcome, number> = {
    accepted: 0,
    accepted_late: 0,
    accepted_short: 0,
    superseded: 0,
    rejected: 0,
    duplicate: 0,
    conflict: 0,
  };
  private readonly seen = new Map<string, string>();

  take(event: ModelEvent): ModelOutcome {
    return this.decide(event).outcome;
  }

  decide(event: ModelEvent): ModelVerdict {
    const verdict = this.classify(event);
    this.outcomes[verdict.outcome] += 1;
    return verdict;
  }

  /** The current state; empty if nothing was accepted yet. */
  offerOf({ seller_id, sku }: { readonly seller_id: string; readonly sku: string }): ModelOffer {
    return (
      this.offers.get(JSON.stringify([seller_id, sku])) ?? {
        version: 0,
        buckets: new Map(),
        counted: new Map(),
        rows: [],
      }
    );
  }

  private classify(event: ModelEvent): ModelVerdict {
    const id = JSON.stringify([event.seller_id, event.event_id]);
    const body = canonical(event);
    const before = this.seen.get(id);
    if (before !== undefined)
      return { outcome: before === body ? 'duplicate' : 'conflict', version: null, reason: null, facts: {} };
    this.seen.set(id, body);
    return this.apply(event);
  }

  private apply(event: ModelEvent): ModelVerdict {
    const offer = this.offerOf(event);
    const bucket = event.counted === 'on_hand' ? 'sellable' : (event.bucket_type ?? 'sellable');
    const place = `${bucket}/${event.location_id ?? 'default'}`;
    const before = (one: string | null): boolean =>
      one !== null && Date.parse(event.event_time) < (offer.counted.get(one) ?? -Infinity);
    const late = event.operation === 'S' && before(place);
    const later = movedSince(event, offer, place);
    const since = later ?? [];
    const move = late ? { from: null, units: 0n, to: null } : moveOf(event, offer, place, since);
    const refused = later === null ? tooLate(place) : refusalOf(event, move, offer, place, since);
    const refusal = late ? null : refused;
    if (refusal !== null) return { outcome: 'rejected', version: offer.version, ...refusal };
    const after = new Map(offer.buckets);
    if (move.from !== null) after.set(move.from, (after.get(move.from) ?? 0n) - move.units);
    if (move.to !== null) after.set(move.to, (after.get(move.to) ?? 0n) + move.units);
    if (event.operation === 'S' && !late) offer.counted.set(place, Date.parse(event.event_time));
    const version = offer.version + 1;
    this.offers.set(JSON.stringify([event.seller_id, event.sku]), {
      version,
      buckets: after,
      counted: offer.counted,
      rows: [...offer.rows, rowOf(event, move)],
    });
    const outcome = late ? 'superseded' : acceptedAs(event, move, offer, before, since);
    return { outcome, version, reason: null, facts: {} };
  }
}

function acceptedAs(
  event: ModelEvent,
  { from, to, units }: Move,
  offer: ModelOffer,
  before: (place: string | null) => boolean,
  since: readonly bigint[],
): ModelOutcome {
  if (event.operation !== 'S')
    return !isOfOrder(event) && (before(from) || before(to)) ? 'accepted_late' : 'accepted';
  const left = there(event, offer, from ?? to ?? '') + (from === null ? units : -units);
  if (left > BigInt(event.quantity) + sum(since)) return 'accepted_short';
  return since.length === 0 ? 'accepted' : 'accepted_late';
}

const isOfOrder = ({ operation }: ModelEvent): boolean => ['R', 'U', 'F'].includes(operation);
const sum = (units: readonly bigint[]): bigint => units.reduce((all, one) => all + one, 0n);

function rowOf(event: ModelEvent, { from, units, to }: Move): ModelRow {
  const changes = new Map<string, bigint>();
  if (event.operation !== 'S') {
    if (from !== null) changes.set(from, -units);
    if (to !== null) changes.set(to, (changes.get(to) ?? 0n) + units);
  }
  return { at_ms: isOfOrder(event) ? Infinity : Date.parse(event.event_time), changes };
}

/** What movements of a later time changed of what is counted, each one that did; null if they are too many. */
function movedSince(event: ModelEvent, { rows }: ModelOffer, place: string): readonly bigint[] | null {
  if (event.operation !== 'S') return [];
  const location = event.location_id ?? 'default';
  const is_counted = (one: string): boolean =>
    event.counted === 'on_hand' ? named(one).location_id === location : one === place;
  const later = rows.filter(({ at_ms, changes }) => changes.size > 0 && at_ms > Date.parse(event.event_time));
  if (later.length > LATER_MOVEMENTS) return null;
  return later
    .map(({ changes }) => sum([...changes].filter(([one]) => is_counted(one)).map(([, units]) => units)))
    .filter((change) => change !== 0n);
}

function tooLate(place: string): Refusal {
  return { reason: 'count_too_late', facts: { ...named(place), later_movements_at_most: LATER_MOVEMENTS } };
}

/** Units of what an event counts. */
function there(event: ModelEvent, offer: ModelOffer, place: string): bigint {
  return event.counted === 'on_hand' ? onHand(event, offer) : (offer.buckets.get(place) ?? 0n);
}

function onHand(event: ModelEvent, offer: ModelOffer): bigint {
  const here = [...offer.buckets].filter(
    ([place]) => named(place).location_id === (event.location_id ?? 'default'),
  );
  return here.reduce((sum, [, units]) => sum + units, 0n);
}

function moveOf(event: ModelEvent, offer: ModelOffer, place: string, since: readonly bigint[]): Move {
  const units = BigInt(event.quantity);
  const location = event.location_id ?? 'default';
  switch (event.operation) {
    case 'I':
      return { from: null, units, to: place };
    case 'D':
      return { from: place, units, to: null };
    case 'M':
      return {
        from: place,
        units,
        to: `${event.to_bucket_type ?? event.bucket_type ?? 'sellable'}/${event.to_location_id ?? location}`,
      };
    case 'R':
      return { from: `sellable/${location}`, units, to: `reserved/${location}` };
    case 'U':
      return { from: `reserved/${location}`, units, to: `sellable/${location}` };
    case 'F':
      return { from: `reserved/${location}`, units, to: null };
    default: {
      const here = offer.buckets.get(place) ?? 0n;
      const more = units - (there(event, offer, place) - sum(since));
      if (more >= 0n) return { from: null, units: more, to: place };
      return { from: place, units: -more < here ? -more : here, to: null };
    }
  }
}

function refusalOf(
  event: ModelEvent,
  { from, units, to }: Move,
  offer: ModelOffer,
  place: string,
  since: readonly bigint[],
): Refusal | null {
  const at = (one: string): bigint => offer.buckets.get(one) ?? 0n;
  const total = [...offer.buckets.values()].reduce((sum, one) => sum + one, 0n);
  const found = there(event, offer, place) - sum(since);
  if (event.expected_quantity !== undefined && BigInt(event.expected_quantity) !== found) {
    return {
      reason: 'quantity_mismatch',
      facts: { expected: event.expected_quantity, found: Number(found) },
    };
  }
  if (from !== null && at(from) < units) {
    return {
      reason: 'insufficient_stock',
      facts: {
        ...{ ...named(from), available: Number(at(from)), requested: Number(units) },
        ...(event.operation === 'R' ? elsewhere(offer, from) : {}),
      },
    };
  }
  const locations = new Set([...offer.buckets.keys()].map((one) => one.slice(one.indexOf('/') + 1)));
  if (to !== null && !locations.has(named(to).location_id) && locations.size >= LOCATIONS_PER_OFFER) {
    return {
      reason: 'too_many_locations',
      facts: {
        location_id: named(to).location_id,
        locations: locations.size,
        locations_at_most: LOCATIONS_PER_OFFER,
      },
    };
  }
  if (to !== null && (at(to) + units > MAX || (from === null && total + units > MAX))) {
    return {
      reason: 'quantity_overflow',
      facts: { ...named(to), present: Number(at(to)), stock_on_hand: Number(total), added: Number(units) },
    };
  }
  return null;
}

/** A refused hold says what other locations could hold; an offer of the model has few of them. */
function elsewhere({ buckets }: ModelOffer, place: string): Facts {
  const others = [...buckets].filter(
    ([other, units]) => other.startsWith('sellable/') && other !== place && units > 0n,
  );
  return Object.fromEntries(
    others.map(([other, units]) => [`sellable@${named(other).location_id}`, Number(units)]),
  );
}

function named(place: string): { readonly bucket_type: string; readonly location_id: string } {
  const cut = place.indexOf('/');
  return { bucket_type: place.slice(0, cut), location_id: place.slice(cut + 1) };
}

function canonical(event: ModelEvent): string {
  const { event_time, ...rest } = event;
  return JSON.stringify({ ...rest, at: Date.parse(event_time) }, Object.keys({ ...rest, at: 0 }).sort());
}

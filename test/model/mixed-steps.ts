import { createRandom, type Random } from '@stockproof/workload';
import { type ModelEvent, type ModelOffer, type ModelVerdict, NaiveLedger } from './naive-ledger.js';

/** Who moves an offer in a step, and the expected result. */
export type MixedStep = { readonly name: string; readonly expected: ModelVerdict } &
  /** `more of an order`: another command of the order step before it, for units at another location. */
  (
    | { readonly by: 'seller' | 'raw command' | 'more of an order'; readonly event: ModelEvent }
    | {
        readonly by: 'order';
        readonly event: ModelEvent;
        readonly reservation_id: string;
        readonly turn: 'reserve' | 'confirm' | 'cancel';
      }
    | { readonly by: 'repair'; readonly event: ModelEvent }
  );

export interface MixedOffer {
  readonly seller_id: string;
  readonly sku: string;
}

interface Held {
  readonly reservation_id: string | null;
  readonly shares: readonly Share[];
}

/** Units at a location; `line` is the number in the command's id. */
interface Share {
  readonly line: number;
  readonly quantity: number;
  readonly location_id: string;
}

const DAY_MS = Date.parse('2026-06-19T12:00:00Z');
const LOCATIONS = ['default', 'default', 'default', 'north'];

/**
 * Steps of one offer, generated from a seed and known before the first is run. Its seller, orders, stock
 * commands and a repair alternate and request about as much as there is, so a decision on a stale state gives
 * another result.
 */
export function planSteps(
  { seller_id, sku }: MixedOffer,
  seed: number,
  count: number,
  repaired: boolean,
): { readonly steps: MixedStep[]; readonly end: ModelOffer } {
  const random = createRandom(seed);
  const model = new NaiveLedger();
  const plan = new Planner(random, model, seller_id, sku);
  const repair_at = repaired ? random.between(3, Math.max(3, count - 3)) : -1;
  for (let n = 0; n < count; n += 1) plan.add(n, n === repair_at);
  return { steps: plan.steps, end: model.offerOf({ seller_id, sku }) };
}

class Planner {
  readonly steps: MixedStep[] = [];
  private readonly held: Held[] = [];

  constructor(
    private readonly random: Random,
    private readonly model: NaiveLedger,
    readonly seller_id: string,
    readonly sku: string,
  ) {}

  add(n: number, repair: boolean): void {
    const { random } = this;
    const roll = random.next();
    if (n === 0) this.bySeller(n, { operation: random.pick(['S', 'I']), quantity: random.between(2, 12) });
    else if (repair)
      this.steps.push(
        this.judged(n, { operation: 'I', quantity: 1 }, (event, name, expected) => ({
          by: 'repair',
          event,
          name,
          expected,
        })),
      );
    else if (roll < 0.3 && this.held.length > 0) this.turn(n, random.pick(this.held));
    else if (roll < 0.6) this.reserve(n, random.chance(0.6));
    else this.bySeller(n, this.sellersOperation(n));
  }

  /** Of an order, or a stock command without an order. */
  private reserve(n: number, ordered: boolean): void {
    const location_id = this.random.pick(LOCATIONS);
    const reservation_id = ordered ? `${this.sku}-r${n}` : null;
    const anywhere = ordered && location_id === 'default';
    const quantity = this.about(anywhere ? 'sellable/' : `sellable/${location_id}`);
    const first: Share = { line: 1, quantity, location_id };
    this.command(n, 'R', first, reservation_id, 'reserve');
    const is_held = this.steps.at(-1)?.expected.outcome === 'accepted';
    const shares = is_held ? [first] : anywhere ? this.allocated(quantity) : [];
    if (!is_held) for (const one of shares) this.command(n, 'R', one, reservation_id, 'reserve');
    if (shares.length > 0) this.held.push({ reservation_id, shares });
  }

  /** An order without a location that its first location could not hold: the fullest ones first. */
  private allocated(quantity: number): Share[] {
    const places = [...this.model.offerOf(this).buckets]
      .filter(([place, units]) => place.startsWith('sellable/') && units > 0n)
      .map(([place, units]) => ({ location_id: place.slice('sellable/'.length), units: Number(units) }))
      .sort((a, b) => b.units - a.units || (a.location_id < b.location_id ? -1 : 1));
    let left = quantity;
    const shares = places.flatMap(({ location_id, units }, index) => {
      const taken = Math.min(left, units);
      left -= taken;
      return taken > 0 ? [{ line: index + 2, quantity: taken, location_id }] : [];
    });
    return left === 0 ? shares : [];
  }

  private turn(n: number, held: Held): void {
    const { reservation_id, shares } = held;
    this.held.splice(this.held.indexOf(held), 1);
    const turn = this.random.pick(['confirm', 'cancel'] as const);
    const operation = turn === 'confirm' ? 'F' : 'U';
    shares.forEach((share, index) => this.command(n, operation, share, reservation_id, turn, index > 0));
  }

  private command(
    n: number,
    operation: string,
    { line, quantity, location_id }: Share,
    reservation_id: string | null,
    turn: 'reserve' | 'confirm' | 'cancel',
    more = operation === 'R' && line > 1,
  ): void {
    // Each command of a step is an event of its own.
    const id = more ? { event_id: `${this.sku}-${n}-${line}` } : {};
    this.steps.push(
      this.judged(n, { operation, quantity, location_id, ...id }, (event, name, expected) => {
        if (reservation_id === null) return { by: 'raw command', event, name, expected };
        const said = { event, name: `${operation}${line} ${reservation_id}`, expected };
        return more ? { by: 'more of an order', ...said } : { by: 'order', ...said, reservation_id, turn };
      }),
    );
  }

  private bySeller(n: number, body: Partial<ModelEvent> & Pick<ModelEvent, 'operation' | 'quantity'>): void {
    this.steps.push(
      this.judged(n, body, (event, name, expected) => ({ by: 'seller', event, name, expected })),
    );
  }

  private sellersOperation(n: number): Partial<ModelEvent> & Pick<ModelEvent, 'operation' | 'quantity'> {
    const { random } = this;
    const location_id = random.pick(LOCATIONS);
    const place = `sellable/${location_id}`;
    const roll = random.next();
    const late = random.chance(0.3) ? { event_time: timeOf(n - random.between(1, 9)) } : {};
    if (roll < 0.3) return { operation: 'I', quantity: random.between(1, 8), location_id, ...late };
    if (roll < 0.6) return { operation: 'D', quantity: this.about(place), location_id, ...late };
    if (roll < 0.65) return { operation: 'S', quantity: random.between(0, 12), location_id };
    if (roll < 0.7)
      return { operation: 'S', quantity: random.between(0, 12), location_id, counted: 'on_hand' };
    if (roll < 0.8)
      return { operation: 'S', quantity: random.between(0, 12), location_id, event_time: timeOf(n - 1_000) };
    if (roll < 0.9)
      return {
        operation: 'S',
        quantity: random.between(0, 12),
        location_id,
        expected_quantity: Math.max(0, this.at(place) + random.pick([0, 0, -1, 2])),
      };
    return {
      operation: 'M',
      quantity: this.about(place),
      location_id,
      bucket_type: 'sellable',
      to_bucket_type: random.pick(['damaged', 'sellable']),
      to_location_id: 'back',
    };
  }

  /** Near the available quantity, where one unit more or less changes the result. */
  private about(place: string): number {
    return Math.max(
      1,
      this.random.chance(0.4)
        ? this.random.between(1, 6)
        : this.at(place) + this.random.pick([-3, -1, 0, 1, 2]),
    );
  }

  /** Units at a place; at all locations for a bucket without one. */
  private at(place: string): number {
    const { buckets } = this.model.offerOf(this);
    if (!place.endsWith('/')) return Number(buckets.get(place) ?? 0n);
    return [...buckets].reduce((sum, [one, units]) => sum + (one.startsWith(place) ? Number(units) : 0), 0);
  }

  private judged(
    n: number,
    body: Partial<ModelEvent> & Pick<ModelEvent, 'operation' | 'quantity'>,
    step: (event: ModelEvent, name: string, expected: ModelVerdict) => MixedStep,
  ): MixedStep {
    const event = {
      event_id: `${this.sku}-${n}`,
      seller_id: this.seller_id,
      sku: this.sku,
      event_time: timeOf(n),
      ...body,
    };
    return step(event, event.event_id, this.model.decide(event));
  }
}

function timeOf(n: number): string {
  return new Date(DAY_MS + n * 1_000).toISOString();
}

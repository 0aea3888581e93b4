import { createRandom, type Random } from '@stockproof/workload';
import { type ModelEvent, type ModelOffer, type ModelVerdict, NaiveLedger } from './naive-ledger.js';

/** Who moves an offer in a step, and the expected result. */
export type MixedStep = { readonly name: string; readonly expected: ModelVerdict } & (
  | { readonly by: 'seller' | 'raw command'; readonly event: ModelEvent }
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
    const quantity = this.about(`sellable/${location_id}`);
    this.command(n, { operation: 'R', quantity, location_id }, reservation_id, 'reserve');
    if (this.steps.at(-1)?.expected.outcome === 'accepted')
      this.held.push({ reservation_id, quantity, location_id });
  }

  private turn(n: number, held: Held): void {
    const { reservation_id, quantity, location_id } = held;
    this.held.splice(this.held.indexOf(held), 1);
    const turn = this.random.pick(['confirm', 'cancel'] as const);
    this.command(
      n,
      { operation: turn === 'confirm' ? 'F' : 'U', quantity, location_id },
      reservation_id,
      turn,
    );
  }

  private command(
    n: number,
    body: Pick<ModelEvent, 'operation' | 'quantity' | 'location_id'>,
    reservation_id: string | null,
    turn: 'reserve' | 'confirm' | 'cancel',
  ): void {
    this.steps.push(
      this.judged(n, body, (event, name, expected) =>
        reservation_id === null
          ? { by: 'raw command', event, name, expected }
          : {
              by: 'order',
              event,
              name: `${body.operation} ${reservation_id}`,
              expected,
              reservation_id,
              turn,
            },
      ),
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

  private at(place: string): number {
    return Number(this.model.offerOf(this).buckets.get(place) ?? 0n);
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

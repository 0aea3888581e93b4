import { expect, it } from '@jest/globals';
import { fold } from '@stockproof/event-sourcing';
import fc from 'fast-check';
import {
  askedLines,
  type DueCommand,
  dueCommands,
  isEnded,
  type ReservationCommand,
  reservationDecider,
  type ReservationState,
} from './index.js';

const LOCATIONS = ['default', 'a', 'b', 'c'];

/** One offer as a model of the ledger: units by location, each command decided once. */
class Ledger {
  readonly sellable = new Map<string, number>();
  readonly reserved = new Map<string, number>();
  fulfilled = 0;
  private readonly decided = new Map<string, Answer>();

  constructor(units: readonly number[]) {
    LOCATIONS.forEach((location, at) => this.sellable.set(location, units[at] ?? 0));
  }

  decide({ event_id, operation, location_id, quantity }: DueCommand): Answer {
    const known = this.decided.get(event_id);
    const answer = known ?? this.move(operation, location_id, quantity);
    this.decided.set(event_id, answer);
    return answer;
  }

  /** Another order takes units, or a seller brings some. */
  change(location: string, units: number): void {
    this.sellable.set(location, Math.max(0, (this.sellable.get(location) ?? 0) + units));
  }

  total(units: ReadonlyMap<string, number>): number {
    return [...units.values()].reduce((sum, one) => sum + one, 0);
  }

  private move(operation: string, location: string, quantity: number): Answer {
    const from = operation === 'R' ? this.sellable : this.reserved;
    const there = from.get(location) ?? 0;
    if (there < quantity) return this.refused(location, there);
    from.set(location, there - quantity);
    if (operation === 'F') this.fulfilled += quantity;
    else {
      const to = operation === 'R' ? this.reserved : this.sellable;
      to.set(location, (to.get(location) ?? 0) + quantity);
    }
    return { accepted: true, version: 1 };
  }

  private refused(location: string, available: number): Answer {
    const elsewhere = [...this.sellable]
      .filter(([other, sellable]) => other !== location && sellable > 0)
      .map(([location_id, sellable]) => ({ location_id, sellable }));
    return { accepted: false, reason: 'insufficient_stock', available, elsewhere };
  }
}

type Answer = Exclude<Extract<ReservationCommand, { type: 'outcome' }>['answer'], { conflict: true }>;

const units = fc.integer({ min: 0, max: 8 });
const policy = fc.oneof(
  fc.constant({ policy: 'fewest_splits' as const }),
  fc.record({
    policy: fc.constant('preference' as const),
    locations: fc.uniqueArray(fc.constantFrom(...LOCATIONS), { minLength: 1 }),
  }),
);
const world = fc.record({
  stock: fc.tuple(units, units, units, units),
  asked: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 3 }),
  policy,
});
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('answer' as const), pick: fc.nat(), lost: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('change' as const),
      location: fc.constantFrom(...LOCATIONS),
      units: fc.integer({ min: -6, max: 6 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('part' as const),
      id: fc.constantFrom('p', 'q', 'r'),
      action: fc.constantFrom('confirm' as const, 'cancel' as const),
      line: fc.record(
        {
          line: fc.integer({ min: 1, max: 3 }),
          quantity: fc.integer({ min: 1, max: 12 }),
          location_id: fc.constantFrom(...LOCATIONS),
        },
        { requiredKeys: ['line', 'quantity'] },
      ),
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom(...(['confirm', 'cancel'] as const).map((kind) => ({ kind }))) },
);

class Run {
  state: ReservationState;
  readonly ledger: Ledger;

  constructor({ stock, asked, policy: chosen }: typeof world extends fc.Arbitrary<infer T> ? T : never) {
    this.ledger = new Ledger(stock);
    const first = chosen.policy === 'preference' ? (chosen.locations[0] ?? '') : 'default';
    this.state = fold(reservationDecider, [
      {
        ...{ type: 'reservation_requested', reservation_id: 'r', order_id: 'o', request_hash: 'h' },
        ...{ nonce: 'ab'.repeat(32), requested_at_ms: 0, expires_at_ms: 100 },
        lines: asked.map((quantity) => ({ seller_id: 'm', sku: 's', location_id: first, quantity })),
        allocation: { ...chosen, lines: asked.map((_units, index) => index + 1) },
      },
    ]);
  }

  apply(command: ReservationCommand): void {
    const decision = reservationDecider.decide(this.state, command);
    if (decision.ok) this.state = decision.events.reduce(reservationDecider.evolve, this.state);
  }

  answer(pick: number, lost: boolean): void {
    const due = dueCommands(this.state);
    const one = due[pick % Math.max(1, due.length)];
    if (one === undefined) return;
    const answer = this.ledger.decide(one);
    if (lost) return;
    const { line, operation, event_id } = one;
    const part = Number(/^[UF](\d+)$/.exec(event_id.split('.')[3] ?? '')?.[1] ?? 0);
    const outcome: ReservationCommand = {
      ...{ type: 'outcome', line, operation, event_id, now_ms: 5, answer },
      ...(part === 0 ? {} : { part }),
    };
    this.apply(outcome);
    const { state } = this;
    this.apply(outcome);
    expect(this.state).toBe(state);
  }

  /** Everything that is due is answered, in order. */
  settle(): void {
    while (dueCommands(this.state).length > 0) this.answer(0, false);
  }

  held(): number {
    return this.asked().reduce((sum, { held }) => sum + held, 0);
  }

  asked() {
    return askedLines(this.state.lines, true);
  }
}

it('an order over locations holds what was asked or nothing, holds what the ledger reserved, and leaves nothing held, in any order of answers, parts and other orders', () => {
  fc.assert(
    fc.property(world, fc.array(step, { maxLength: 60 }), (begin, steps) => {
      const run = new Run(begin);
      for (const one of steps) {
        if (one.kind === 'answer') run.answer(one.pick, one.lost);
        else if (one.kind === 'change') run.ledger.change(one.location, one.units);
        else if (one.kind === 'part') {
          const { id: part_id, action, line } = one;
          run.apply({ type: 'part', part_id, action, lines: [line], by: 'x', now_ms: 5 });
        } else run.apply({ type: one.kind, by: 'x', now_ms: 5 });
        const { status } = run.state;
        if (status === 'held')
          for (const { quantity, held, fulfilled, released } of run.asked())
            expect(held + fulfilled + released).toBe(quantity);
      }
      run.settle();
      expect(run.ledger.total(run.ledger.reserved)).toBe(run.held());
      if (run.state.status !== 'held') expect(run.held()).toBe(0);
      run.apply({ type: 'expire', now_ms: 100 });
      run.settle();
      expect(isEnded(run.state)).toBe(true);
      expect(run.ledger.total(run.ledger.reserved)).toBe(0);
      expect(run.asked().reduce((sum, { fulfilled }) => sum + fulfilled, 0)).toBe(run.ledger.fulfilled);
    }),
    { numRuns: 600 },
  );
});

it('what the allowed locations have together can be ordered, and one unit more cannot', () => {
  fc.assert(
    fc.property(fc.tuple(units, units, units, units), policy, fc.boolean(), (stock, chosen, more) => {
      const allowed = chosen.policy === 'preference' ? chosen.locations : LOCATIONS;
      const there = LOCATIONS.reduce(
        (sum, location, at) => sum + (allowed.includes(location) ? (stock[at] ?? 0) : 0),
        0,
      );
      const quantity = there + (more ? 1 : 0);
      fc.pre(quantity > 0);
      const run = new Run({ stock, asked: [quantity], policy: chosen });
      run.settle();
      expect(run.state.status).toBe(more ? 'rejected' : 'held');
      expect(run.ledger.total(run.ledger.reserved)).toBe(more ? 0 : quantity);
      if (more) expect(run.asked()[0]?.available).toBe(there);
    }),
    { numRuns: 400 },
  );
});

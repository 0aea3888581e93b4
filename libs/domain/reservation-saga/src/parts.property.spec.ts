import { expect, it } from '@jest/globals';
import { fold } from '@stockproof/event-sourcing';
import fc from 'fast-check';
import {
  type DueCommand,
  dueCommands,
  heldUnitsOf,
  isEnded,
  type ReservationCommand,
  reservationDecider,
  type ReservationEvent,
  type ReservationState,
} from './index.js';

const ASKED = [5, 3] as const;
const START: ReservationEvent = {
  ...{ type: 'reservation_requested', reservation_id: 'r', order_id: 'o', request_hash: 'h' },
  ...{ nonce: 'ab'.repeat(32), requested_at_ms: 0, expires_at_ms: 100 },
  lines: ASKED.map((quantity, index) => ({
    ...{ seller_id: 'm', sku: `s${index}`, location_id: 'default', quantity },
  })),
};

/** The ledger as a model: each id is decided once, and only what is reserved can leave the reserve. */
class Ledger {
  readonly reserved = [0, 0];
  readonly sellable = [6, 3];
  readonly fulfilled = [0, 0];
  private readonly decided = new Map<string, { readonly asked: string; readonly ok: boolean }>();

  decide({ event_id, operation, line, quantity }: DueCommand, refuses: boolean): boolean {
    const asked = `${operation} ${line} ${quantity}`;
    const known = this.decided.get(event_id);
    if (known !== undefined) {
      // The same id with other units would be a conflict.
      expect(known.asked).toBe(asked);
      return known.ok;
    }
    const ok = !refuses && this.moves(operation, line - 1, quantity);
    this.decided.set(event_id, { asked, ok });
    return ok;
  }

  private moves(operation: string, at: number, quantity: number): boolean {
    const from = operation === 'R' ? this.sellable : this.reserved;
    const to = { R: this.reserved, U: this.sellable, F: this.fulfilled }[operation];
    if (to === undefined || (from[at] ?? 0) < quantity) return false;
    from[at] = (from[at] ?? 0) - quantity;
    to[at] = (to[at] ?? 0) + quantity;
    return true;
  }
}

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('answer' as const), pick: fc.nat(), lost: fc.boolean() }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('part' as const),
      id: fc.constantFrom('a', 'b', 'c', 'd'),
      action: fc.constantFrom('confirm' as const, 'cancel' as const),
      units: fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 3 })),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...(['confirm', 'cancel', 'expire', 'retry'] as const).map((kind) => ({ kind })),
    ),
  },
);

class Run {
  state: ReservationState = fold(reservationDecider, [START]);
  readonly ledger = new Ledger();
  /** Whether the ledger refuses what must not fail. */
  constructor(private readonly refuses_part: number) {}

  apply(command: ReservationCommand): void {
    const decision = reservationDecider.decide(this.state, command);
    if (!decision.ok) return;
    this.state = decision.events.reduce(reservationDecider.evolve, this.state);
    this.check();
  }

  /** The ledger decides a command; its answer may be lost, and comes when the command is sent again. */
  answer(pick: number, lost: boolean): void {
    const due = dueCommands(this.state);
    const one = due[pick % Math.max(1, due.length)];
    if (one === undefined) return;
    const { line, operation, event_id } = one;
    const part = Number(/^[UF](\d+)$/.exec(event_id.split('.')[3] ?? '')?.[1] ?? 0);
    const ok = this.ledger.decide(one, part !== 0 && part === this.refuses_part);
    if (lost) return;
    const outcome: ReservationCommand = {
      ...{ type: 'outcome', line, operation, event_id, now_ms: 5 },
      ...(part === 0 ? {} : { part }),
      answer: ok
        ? { accepted: true, version: 1 }
        : { accepted: false, reason: 'insufficient_stock', available: 0 },
    };
    this.apply(outcome);
    const { state } = this;
    this.apply(outcome);
    expect(this.state).toBe(state);
  }

  private check(): void {
    this.state.lines.forEach((line, at) => {
      const { fulfilled, released, failed, quantity, status } = line;
      const units = [heldUnitsOf(line), fulfilled, released, failed];
      expect(Math.min(...units)).toBeGreaterThanOrEqual(0);
      if (status !== 'requested' && status !== 'rejected')
        expect(units.reduce((sum, one) => sum + one, 0)).toBe(quantity);
      expect(fulfilled).toBeLessThanOrEqual(this.ledger.fulfilled[at] ?? 0);
      expect(line.parted).toBeLessThanOrEqual(quantity);
    });
  }
}

it('held, confirmed and released units are the reserved ones at every step, and nothing stays held, in any order of parts, answers, repetitions and the expiry', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const run = new Run(0);
      for (const one of steps) {
        if (one.kind === 'answer') run.answer(one.pick, one.lost);
        else if (one.kind === 'part') {
          const lines = one.units
            .map((quantity, at) => ({ line: at + 1, quantity }))
            .filter(({ quantity }) => quantity > 0);
          if (lines.length > 0)
            run.apply({ type: 'part', part_id: one.id, action: one.action, lines, by: 'x', now_ms: 5 });
        } else if (one.kind === 'expire') run.apply({ type: 'expire', now_ms: 100 });
        else if (one.kind === 'retry') run.apply({ type: 'retry' });
        else run.apply({ type: one.kind, by: 'x', now_ms: 5 });
      }
      for (let round = 0; round < 3; round += 1) {
        run.apply({ type: 'expire', now_ms: 100 });
        for (let left = 20; left > 0; left -= 1) run.answer(0, false);
      }
      expect(isEnded(run.state)).toBe(true);
      expect(run.ledger.reserved).toEqual([0, 0]);
      expect(run.state.lines.map(({ fulfilled }) => fulfilled)).toEqual(run.ledger.fulfilled);
      expect(run.ledger.sellable.map((units, at) => units + (run.ledger.fulfilled[at] ?? 0))).toEqual([6, 3]);
    }),
    { numRuns: 400 },
  );
});

it('a part that the ledger refuses leaves its units held: they go with the rest, or an operator is asked', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const run = new Run(1);
      for (const one of steps) {
        if (one.kind === 'answer') run.answer(one.pick, one.lost);
        else if (one.kind === 'part')
          run.apply({
            ...{ type: 'part', part_id: one.id, action: one.action, by: 'x', now_ms: 5 },
            lines: [{ line: 1, quantity: Math.max(1, one.units[0]) }],
          });
      }
      for (let round = 0; round < 3; round += 1) {
        run.apply({ type: 'expire', now_ms: 100 });
        for (let left = 20; left > 0; left -= 1) run.answer(0, false);
      }
      const left = run.state.lines.reduce((sum, line) => sum + heldUnitsOf(line), 0);
      expect(run.ledger.reserved[0]).toBe(left);
      expect(isEnded(run.state)).toBe(left === 0);
    }),
    { numRuns: 200 },
  );
});

import { describe, expect, it } from '@jest/globals';
import { MAX_HOLD_S } from '@stockproof/bounds';
import { fold } from '@stockproof/event-sourcing';
import { given } from '@stockproof/testing';
import fc from 'fast-check';
import {
  commandId,
  dueCommands,
  isEnded,
  type ReservationCommand,
  reservationDecider,
  type ReservationEvent,
  type ReservationState,
  type StockOperation,
} from './index.js';

const LINE = { seller_id: 'm', quantity: 2, location_id: 'default' };
const FACTS = {
  reservation_id: 'r-1',
  order_id: 'o',
  requested_at_ms: 0,
  expires_at_ms: 100,
  request_hash: 'h',
  nonce: 'ab'.repeat(32),
  lines: [
    { ...LINE, sku: 'a' },
    { ...LINE, sku: 'b' },
  ],
};
const requested: ReservationEvent = { type: 'reservation_requested', ...FACTS };
const held = (line: number): ReservationEvent => ({ type: 'line_held', line, version: 1 });
const rejected = (line: number): ReservationEvent => ({
  type: 'line_rejected',
  line,
  reason: 'insufficient_stock',
  available: 1,
});
const allHeld: ReservationEvent[] = [requested, held(1), held(2), { type: 'reservation_held' }];
const releasing = (ends_as: 'rejected' | 'cancelled' | 'expired' | 'failed'): ReservationEvent => ({
  type: 'release_begun',
  ends_as,
  by: 'x',
  at_ms: 5,
});
const confirming: ReservationEvent[] = [...allHeld, { type: 'confirm_begun', by: 'x', at_ms: 5 }];
const conflict = (line: number, operation: StockOperation): ReservationEvent => ({
  type: 'step_conflicted',
  line,
  operation,
  reason: 'command_conflict',
});
const yes = (line: number, operation: StockOperation = 'R'): ReservationCommand => ({
  type: 'outcome',
  line,
  operation,
  event_id: commandId(FACTS, line, operation),
  now_ms: 5,
  answer: { accepted: true, version: 1 },
});
const no = (line: number, operation: StockOperation = 'R'): ReservationCommand => ({
  type: 'outcome',
  line,
  operation,
  event_id: commandId(FACTS, line, operation),
  now_ms: 5,
  answer: { accepted: false, reason: 'insufficient_stock', available: 1 },
});
const taken = (line: number, operation: StockOperation = 'R'): ReservationCommand =>
  ({ ...yes(line, operation), answer: { conflict: true } }) as ReservationCommand;
const confirm = (now_ms = 0): ReservationCommand => ({ type: 'confirm', by: 'x', now_ms });
const extend = (expires_at_ms: number, now_ms = 50): ReservationCommand => ({
  type: 'extend',
  by: 'x',
  now_ms,
  expires_at_ms,
});
const cancel: ReservationCommand = { type: 'cancel', by: 'x', now_ms: 5 };

describe('a reservation', () => {
  it.each<[string, ReservationEvent[], ReservationCommand, string[] | string]>([
    ['is asked for', [], { type: 'request', ...FACTS }, ['reservation_requested']],
    ['is asked for again', [requested], { type: 'request', ...FACTS }, []],
    [
      'is asked for with another body',
      [requested],
      { type: 'request', ...FACTS, request_hash: 'other' },
      'reservation_conflict',
    ],
    [
      'is asked for again by its client',
      [{ ...requested, client: 'web' }],
      { type: 'request', ...FACTS, client: 'web' },
      [],
    ],
    [
      'is asked for by another client',
      [{ ...requested, client: 'web' }],
      { type: 'request', ...FACTS, client: 'app' },
      'reservation_conflict',
    ],
    [
      'of nobody known is asked for by a client',
      [requested],
      { type: 'request', ...FACTS, client: 'app' },
      [],
    ],
    ['is extended before it is held', [requested], extend(200), ['hold_extended']],
    ['is extended while it is held', allHeld, extend(200), ['hold_extended']],
    ['is never shortened', allHeld, extend(99), []],
    ['is extended to the end that it has', allHeld, extend(100), []],
    ['is extended a moment before its end', allHeld, extend(200, 99), ['hold_extended']],
    ['is extended at its end', allHeld, extend(200, 100), 'expired'],
    ['is extended when it is being confirmed', confirming, extend(200), 'wrong_status'],
    [
      'is extended when it is being released',
      [...allHeld, releasing('cancelled')],
      extend(200),
      'wrong_status',
    ],
    ['is held as long as may be', allHeld, extend(MAX_HOLD_S * 1_000), ['hold_extended']],
    ['is held longer than may be', allHeld, extend(MAX_HOLD_S * 1_000 + 1), 'hold_too_long'],
    [
      'does not expire at the end that it had before',
      [...allHeld, { type: 'hold_extended', by: 'x', at_ms: 50, expires_at_ms: 200 }],
      { type: 'expire', now_ms: 199 },
      [],
    ],
    [
      'expires at its later end',
      [...allHeld, { type: 'hold_extended', by: 'x', at_ms: 50, expires_at_ms: 200 }],
      { type: 'expire', now_ms: 200 },
      ['release_begun'],
    ],
    ['one line is held', [requested], yes(1), ['line_held']],
    ['the last line is held', [requested, held(1)], yes(2), ['line_held', 'reservation_held']],
    ['a line is held twice', [requested, held(1)], yes(1), []],
    [
      'an answer to another reservation of its name',
      [requested],
      { ...yes(1), event_id: commandId({ ...FACTS, nonce: 'cd'.repeat(32) }, 1, 'R') } as ReservationCommand,
      [],
    ],
    [
      'an answer under the id of another step',
      [requested],
      { ...yes(1), event_id: commandId(FACTS, 1, 'F') } as ReservationCommand,
      [],
    ],
    ['the id of a reserve is taken', [requested], taken(1), ['step_conflicted', 'release_begun']],
    [
      'it was taken, and the other line is rejected',
      [requested, conflict(1, 'R'), releasing('failed')],
      no(2),
      ['line_rejected', 'reservation_ended'],
    ],
    ['the id of a fulfilment is taken', confirming, taken(1, 'F'), ['step_conflicted']],
    [
      'it was taken, and the other line is fulfilled',
      [...confirming, conflict(1, 'F')],
      yes(2, 'F'),
      ['line_fulfilled', 'reservation_ended'],
    ],
    [
      'the id of a release is taken',
      [...allHeld, releasing('expired'), { type: 'line_released', line: 2, version: 2 }],
      taken(1, 'U'),
      ['step_conflicted', 'reservation_ended'],
    ],
    ['is told twice that an id is taken', [...confirming, conflict(1, 'F')], taken(1, 'F'), []],
    ['an answer to a line it has not', [requested], yes(9), []],
    ['one line is rejected, the other not decided', [requested], no(1), ['line_rejected', 'release_begun']],
    [
      'one is rejected after the other was held',
      [requested, held(1)],
      no(2),
      ['line_rejected', 'release_begun'],
    ],
    [
      'the other is rejected too',
      [requested, rejected(1), releasing('rejected')],
      no(2),
      ['line_rejected', 'reservation_ended'],
    ],
    ['the other is held late', [requested, rejected(1), releasing('rejected')], yes(2), ['line_held']],
    [
      'what was held late is released',
      [requested, rejected(1), releasing('rejected'), held(2)],
      yes(2, 'U'),
      ['line_released', 'reservation_ended'],
    ],
    ['is confirmed', allHeld, confirm(), ['confirm_begun']],
    ['is confirmed twice', [...allHeld, { type: 'confirm_begun', by: 'x', at_ms: 5 }], confirm(), []],
    ['is confirmed before it is held', [requested, held(1)], confirm(), 'reservation_not_held'],
    ['is confirmed too late', allHeld, confirm(100), 'expired'],
    [
      'is confirmed after it was cancelled',
      [...allHeld, releasing('cancelled')],
      confirm(),
      'reservation_not_held',
    ],
    [
      'is fulfilled',
      [
        ...allHeld,
        { type: 'confirm_begun', by: 'x', at_ms: 5 },
        { type: 'line_fulfilled', line: 1, version: 2 },
      ],
      yes(2, 'F'),
      ['line_fulfilled', 'reservation_ended'],
    ],
    ['is cancelled', allHeld, cancel, ['release_begun']],
    ['is cancelled twice', [...allHeld, releasing('cancelled')], cancel, []],
    ['is cancelled before anything is decided', [requested], cancel, ['release_begun']],
    [
      'is cancelled after it was confirmed',
      [...allHeld, { type: 'confirm_begun', by: 'x', at_ms: 5 }],
      cancel,
      'wrong_status',
    ],
    ['expires', allHeld, { type: 'expire', now_ms: 100 }, ['release_begun']],
    ['does not expire early', allHeld, { type: 'expire', now_ms: 99 }, []],
    [
      'does not expire when it is being confirmed',
      [...allHeld, { type: 'confirm_begun', by: 'x', at_ms: 5 }],
      { type: 'expire', now_ms: 100 },
      [],
    ],
    ['is sent again', [requested], { type: 'retry' }, ['step_retried']],
    ['has nothing to send again', allHeld, { type: 'retry' }, []],
    [
      'a release is refused by the ledger',
      [...allHeld, releasing('cancelled')],
      no(1, 'U'),
      ['step_refused'],
    ],
  ])('%s', (_name, events, command, outcome) => {
    const decided = given(reservationDecider, ...events).when(command);
    if (typeof outcome === 'string') decided.thenRefused(outcome);
    else decided.thenTypes(...outcome);
  });

  it.each<[string, ReservationEvent[], ReservationCommand, ReservationEvent[]]>([
    [
      'a confirmation says who and when',
      allHeld,
      { type: 'confirm', by: 'ada', now_ms: 99 },
      [{ type: 'confirm_begun', by: 'ada', at_ms: 99 }],
    ],
    [
      'a cancellation too',
      allHeld,
      { type: 'cancel', by: 'ada', now_ms: 7 },
      [{ type: 'release_begun', ends_as: 'cancelled', by: 'ada', at_ms: 7 }],
    ],
    [
      'an expiry is the system’s',
      [requested],
      { type: 'expire', now_ms: 101 },
      [{ type: 'release_begun', ends_as: 'expired', by: 'system', at_ms: 101 }],
    ],
    [
      'a rejection is the ledger’s',
      [requested],
      { ...no(1), now_ms: 8 } as ReservationCommand,
      [rejected(1), { type: 'release_begun', ends_as: 'rejected', by: 'ledger', at_ms: 8 }],
    ],
    [
      'a cancelled one whose line is rejected stays cancelled',
      [requested, held(1), releasing('cancelled'), { type: 'line_released', line: 1, version: 2 }],
      no(2),
      [rejected(2), { type: 'reservation_ended', as: 'cancelled' }],
    ],
    [
      'it ends as failed, whatever it was to end as',
      [...allHeld, releasing('expired'), { type: 'line_released', line: 2, version: 2 }],
      taken(1, 'U'),
      [conflict(1, 'U'), { type: 'reservation_ended', as: 'failed' }],
    ],
    [
      'also where the rest is fulfilled',
      [...confirming, conflict(2, 'F')],
      { ...yes(1, 'F'), answer: { accepted: true, version: 2 } } as ReservationCommand,
      [
        { type: 'line_fulfilled', line: 1, version: 2 },
        { type: 'reservation_ended', as: 'failed' },
      ],
    ],
    [
      'an answer says at which version',
      [requested],
      { ...yes(2), answer: { accepted: true, version: 9 } } as ReservationCommand,
      [{ type: 'line_held', line: 2, version: 9 }],
    ],
    [
      'a refusal says of which step',
      [...allHeld, releasing('cancelled')],
      no(2, 'U'),
      [{ type: 'step_refused', line: 2, operation: 'U', reason: 'insufficient_stock' }],
    ],
    [
      'a refusal that is known',
      [...allHeld, releasing('cancelled'), { type: 'step_refused', line: 2, operation: 'U', reason: 'x' }],
      no(2, 'U'),
      [],
    ],
    [
      'what is sent again, and how often',
      [requested, held(1), { type: 'step_retried', attempt: 2, operation: 'R', lines: [2] }],
      { type: 'retry' },
      [{ type: 'step_retried', attempt: 3, operation: 'R', lines: [2] }],
    ],
    [
      'what an operator has sent again, and why',
      [requested, held(1)],
      { type: 'retry', by: 'ada', reason: 'why' },
      [{ type: 'step_retried', attempt: 1, operation: 'R', lines: [2], by: 'ada', reason: 'why' }],
    ],
    [
      'begun again where something moved',
      [requested, { type: 'step_retried', attempt: 2, operation: 'R', lines: [1, 2] }, held(1)],
      { type: 'retry' },
      [{ type: 'step_retried', attempt: 1, operation: 'R', lines: [2] }],
    ],
  ])('%s', (_name, events, command, outcome) =>
    given(reservationDecider, ...events)
      .when(command)
      .then(...outcome),
  );

  it('requests every line first, then what its status needs, and nothing after its end', () => {
    const due = (...events: ReservationEvent[]): string[] =>
      dueCommands(fold(reservationDecider, events)).map(({ line, operation }) => `${operation}${line}`);
    expect(due(requested)).toEqual(['R1', 'R2']);
    expect(due(...allHeld)).toEqual([]);
    expect(due(...allHeld, { type: 'confirm_begun', by: 'x', at_ms: 5 })).toEqual(['F1', 'F2']);
    expect(due(requested, held(1), releasing('cancelled'))).toEqual(['U1', 'R2']);
    expect(due(...allHeld, releasing('expired'), { type: 'line_released', line: 1, version: 2 })).toEqual([
      'U2',
    ]);
  });

  it('ends with nothing held and fulfils all or nothing, for any messages in any order', () => {
    const kinds = fc.constantFrom('answer', 'answer', 'answer', 'confirm', 'cancel', 'expire');
    fc.assert(
      fc.property(fc.array(fc.tuple(kinds, fc.nat(), fc.boolean()), { maxLength: 40 }), (steps) => {
        let state: ReservationState = fold(reservationDecider, [requested]);
        const apply = (command: ReservationCommand): void => {
          const decision = reservationDecider.decide(state, command);
          if (decision.ok) state = decision.events.reduce(reservationDecider.evolve, state);
        };
        const answer = (pick: number, works: boolean): void => {
          const due = dueCommands(state);
          const one = due[pick % Math.max(1, due.length)];
          if (one !== undefined)
            apply(one.operation === 'R' && !works ? no(one.line) : yes(one.line, one.operation));
        };
        for (const [kind, pick, works] of steps) {
          if (kind === 'answer') answer(pick, works);
          else
            apply(
              kind === 'confirm' ? confirm() : kind === 'cancel' ? cancel : { type: 'expire', now_ms: 100 },
            );
        }
        // Then it heals: time passes, and everything that is due is answered.
        apply({ type: 'expire', now_ms: 100 });
        for (let round = 0; round < 4; round += 1) answer(round, true);
        for (let round = 0; round < 4; round += 1) answer(0, true);
        apply({ type: 'expire', now_ms: 100 });
        for (let round = 0; round < 4; round += 1) answer(0, true);
        expect(isEnded(state)).toBe(true);
        const lines = state.lines.map(({ status }) => status);
        expect(lines).not.toContain('held');
        expect(lines.filter((status) => status === 'fulfilled').length).toBe(
          state.status === 'confirmed' ? 2 : 0,
        );
      }),
      { numRuns: 500 },
    );
  });
});

import { describe, expect, it } from '@jest/globals';
import type { ReservationRow } from '@stockproof/verification';
import { partOf } from '@stockproof/testing/kit';
import type { ReservationVerification } from './verify-reservations.js';
import { repairsOfReservations } from './repairs-of-reservations.js';

const ROW: ReservationRow = {
  reservation_id: 'r',
  order_id: 'o',
  client: 'web',
  status: 'held',
  version: 3,
  requested_at_ms: 1_000,
  expires_at_ms: 61_000,
  attempts: 2,
  next_step_at_ms: null,
  stuck: false,
  units: 2,
  lines: [
    {
      line: 1,
      seller_id: 'ann',
      sku: 's',
      location_id: 'default',
      quantity: 2,
      status: 'held',
      reason: null,
      available: null,
    },
  ],
};

/** What is asked of the owner when this reservation is read wrong. */
function repairing(replayed: unknown, untrusted: readonly string[] = []) {
  const verification = partOf<ReservationVerification>({
    wrong: new Set(['r']),
    untrusted: new Set(untrusted),
    replayed: new Map(replayed === null ? [] : [['r', replayed]]),
  });
  return repairsOfReservations(verification, {
    recovery_id: 'rec',
    prefix: 'rec.1',
  });
}

describe('repairsOfReservations', () => {
  it('requests the state of the history', () => {
    const { messages, refused } = repairing({ row: ROW });
    expect(refused).toEqual([]);
    expect(messages).toMatchObject([
      {
        type: 'repair',
        recovery_id: 'rec',
        reservation_id: 'r',
        version: 3,
        state: {
          order_id: 'o',
          status: 'held',
          requested_at: '1970-01-01T00:00:01.000Z',
          expires_at: '1970-01-01T00:01:01.000Z',
          attempts: 2,
          next_step_at: null,
          stuck: false,
          lines: ROW.lines,
        },
      },
    ]);
  });

  it('requests the removal of a row without a history', () => {
    expect(repairing(null).messages).toMatchObject([{ reservation_id: 'r', version: 0, state: null }]);
  });

  it.each<[string, Partial<ReservationRow>, object]>([
    ['its next step', { next_step_at_ms: 5_000 }, { next_step_at: '1970-01-01T00:00:05.000Z' }],
    ['that it is stuck', { stuck: true }, { stuck: true }],
    ['how often it was tried', { attempts: 7 }, { attempts: 7 }],
  ])('includes %s', (_name, change, state) =>
    expect(repairing({ row: { ...ROW, ...change } }).messages).toMatchObject([{ state }]),
  );

  it.each<[string, unknown, string[]]>([
    ['its history is untrusted', { row: ROW }, ['r']],
    ['its history has a fault', { fault: 'a gap' }, []],
    ['there is none, and that is untrusted', null, ['r']],
  ])('refuses if %s', (_name, replayed, untrusted) => {
    expect(repairing(replayed, untrusted)).toMatchObject({
      messages: [],
      refused: ['reservation r was not repaired: its history is in doubt'],
    });
  });

  it('gives a repair the same id each time, and another in another round', () => {
    const id = (prefix: string) =>
      repairsOfReservations(
        partOf<ReservationVerification>({
          wrong: new Set(['r']),
          untrusted: new Set(),
          replayed: new Map([['r', { row: ROW }]]),
        }),
        { recovery_id: 'rec', prefix },
      ).messages[0]?.repair_id;
    expect(id('rec.1')).toBe(id('rec.1'));
    expect(id('rec.1')).not.toBe(id('rec.2'));
  });
});

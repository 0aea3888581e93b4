import { describe, expect, it } from '@jest/globals';
import type { ReservationRow, ReservationRowLine } from './rows.js';
import { reservationsMatchReplay } from './view-check.js';

const line = (number: number, change: Partial<ReservationRowLine> = {}): ReservationRowLine => ({
  line: number,
  seller_id: 'ann',
  sku: `s${number}`,
  location_id: 'default',
  quantity: 2,
  status: 'held',
  reason: null,
  available: null,
  ...change,
});
const ROW: ReservationRow = {
  reservation_id: 'r',
  order_id: 'o',
  client: 'web',
  status: 'held',
  version: 3,
  requested_at_ms: 1,
  expires_at_ms: 9,
  attempts: 0,
  next_step_at_ms: null,
  stuck: false,
  units: 4,
  lines: [line(1), line(2)],
};

function checkView(view: readonly ReservationRow[], made: ReservationRow | string | null = ROW) {
  const replayed = new Map(
    made === null
      ? []
      : [[ROW.reservation_id, typeof made === 'string' ? { fault: made } : { row: made }] as const],
  );
  const { check, wrong } = reservationsMatchReplay(view, replayed);
  return {
    status: check.status,
    wrong: [...wrong],
    found: check.counterexamples.map(({ seller_id, sku, expected, found }) => [
      seller_id,
      sku,
      expected,
      found,
    ]),
  };
}

/** Of both offers of the reservation. */
const ofBoth = (expected: string, found: string): unknown[][] =>
  ['s1', 's2'].map((sku) => ['ann', sku, expected, found]);

describe('the rows of reservations and the result of their histories', () => {
  it('agree', () => expect(checkView([ROW])).toEqual({ status: 'pass', wrong: [], found: [] }));

  it.each<[string, ReservationRow[], ReservationRow | string | null, unknown[][]]>([
    // what is wrong: the rows, what the history makes; each offer that is touched, what was expected, what
    // was found
    ['a row that is missing', [], ROW, ofBoth('a row of r', 'nothing')],
    ['a row too many', [ROW, ROW], ROW, ofBoth('one row of r', '2 rows')],
    ['a row of nobody', [ROW], null, ofBoth('r has no history', 'a row')],
    [
      'a row of nobody, without a line to say of which offer',
      [{ ...ROW, lines: [] }],
      null,
      [[null, null, 'r has no history', 'a row']],
    ],
    [
      'a history that makes no row',
      [ROW],
      'version 2 is missing',
      ofBoth('a history that can be folded', 'version 2 is missing'),
    ],
    [
      'another status',
      [{ ...ROW, status: 'confirmed' }],
      ROW,
      ofBoth('r, status held', 'r, status confirmed'),
    ],
    ['another client', [{ ...ROW, client: 'we' }], ROW, ofBoth('r, client web', 'r, client we')],
    ['no client', [{ ...ROW, client: null }], ROW, ofBoth('r, client web', 'r, client null')],
    ['other units', [{ ...ROW, units: 0 }], ROW, ofBoth('r, units 4', 'r, units 0')],
    [
      'a line of another offer',
      [{ ...ROW, lines: [line(1), line(2, { sku: 's9' })] }],
      ROW,
      ['s1', 's9', 's2'].map((sku) => [
        'ann',
        sku,
        expect.stringContaining('line 2: '),
        expect.stringContaining('s9'),
      ]),
    ],
  ])('differ in %s', (_what, view, made, found) =>
    expect(checkView(view, made)).toEqual({ status: 'fail', wrong: ['r'], found }),
  );
});

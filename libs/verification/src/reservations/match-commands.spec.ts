import { describe, expect, it } from '@jest/globals';
import { matchCommands } from './match-commands.js';
import { reservedMatchesHeldLines } from './reserved-check.js';
import type { CommandRow, ReservationRow, SagaLine, SagaPart } from './rows.js';

const NONCE = '0123456789abcdef';
const OFFER = { seller_id: 's', sku: 'k' };
const line = (more: Partial<SagaLine> = {}): SagaLine => ({
  ...OFFER,
  stream: 'reservation-r',
  reservation_id: 'r',
  nonce: NONCE,
  line: 1,
  allocated_from: null,
  location_id: 'default',
  quantity: 2,
  held_at: [],
  released_at: [],
  fulfilled_at: [],
  rejected: 0,
  rest_ended: false,
  parts: [],
  ...more,
});
const row = (operation: string, version: number, more: Partial<CommandRow> = {}): CommandRow => ({
  ...OFFER,
  version,
  operation,
  event_id: `rsv.${NONCE}.1.${operation}.r`,
  quantity: 2,
  location_id: 'default',
  commanded: true,
  ...more,
});
const part = (number: number, operation: string) => ({ event_id: `rsv.${NONCE}.1.${operation}${number}.r` });
const took = (number: number, operation: string, decided_at: readonly number[]): SagaPart => ({
  ...{ part: number, operation, quantity: 1, decided_at, ended: decided_at.length > 0, returned: false },
});
const barrier = new Map([['s\u001fk', 10]]);
const held = line({ held_at: [3] });
const SECRET = 'ab'.repeat(32);
const secret = line({ nonce: SECRET, held_at: [3] });
/** As the service names its commands; `command-id.spec` of the domain holds the same pair. */
const secretId = (operation: 'R' | 'F'): string =>
  `rsv.${operation === 'R' ? 'f7e02f234031d2162ab7e3ea7bff0a9e' : 'a84f83590132d241fa0c9275876e6a53'}.1.${operation}.r`;

describe('movements of reserved stock and the histories of reservations', () => {
  it.each<[string, CommandRow[], SagaLine[], string[], number]>([
    ['known', [row('R', 3)], [held], ['applied'], 0],
    [
      'all steps known',
      [row('R', 3), row('F', 5)],
      [line({ held_at: [3], fulfilled_at: [5] })],
      ['applied', 'applied'],
      0,
    ],
    ['younger than the barrier', [row('R', 11)], [line()], ['ahead'], 0],
    ['younger than the barrier, of a reservation that is younger too', [row('R', 11)], [], ['ahead'], 0],
    ['not known', [row('R', 3)], [line()], ['ahead'], 1],
    ['asked for by nobody', [row('R', 3)], [], ['orphan'], 1],
    ['sent by a seller', [row('R', 3, { commanded: false })], [held], ['orphan'], 2],
    [
      'with the nonce of another',
      [row('R', 3, { event_id: 'rsv.ffffffffffffffff.1.R.r' })],
      [held],
      ['orphan'],
      2,
    ],
    [
      'under an id made with the secret',
      [row('R', 3, { event_id: secretId('R') })],
      [secret],
      ['applied'],
      0,
    ],
    ['under the id of another step', [row('R', 3, { event_id: secretId('F') })], [secret], ['orphan'], 2],
    [
      'under the secret itself',
      [row('R', 3, { event_id: `rsv.${SECRET.slice(0, 32)}.1.R.r` })],
      [secret],
      ['orphan'],
      2,
    ],
    [
      'of a history without a secret',
      [row('R', 3, { event_id: '' })],
      [line({ nonce: null, held_at: [3] })],
      ['orphan'],
      2,
    ],
    ['of another quantity', [row('R', 3, { quantity: 1 })], [held], ['applied'], 1],
    ['at another place', [row('R', 3, { location_id: 'north' })], [held], ['applied'], 1],
    ['of another seller’s offer', [row('R', 3, { seller_id: 't' })], [held], ['applied'], 1],
    ['of another sku', [row('R', 3, { sku: 'l' })], [held], ['applied'], 1],
    ['as another operation than its name says', [row('R', 3, { operation: 'U' })], [held], ['orphan'], 2],
    [
      'of a line that its reservation does not have',
      [row('R', 3, { event_id: `rsv.${NONCE}.2.R.r` })],
      [held],
      ['orphan'],
      2,
    ],
    ['at the barrier and not known', [row('R', 10)], [line()], ['ahead'], 1],
    [
      'known at two versions, of which it has one',
      [row('R', 3)],
      [line({ held_at: [3, 5] })],
      ['applied'],
      1,
    ],
    [
      'fulfilled twice',
      [row('R', 3), row('F', 5)],
      [line({ held_at: [3], fulfilled_at: [5, 5] })],
      ['applied', 'applied'],
      2,
    ],
    ['rejected once', [], [line({ rejected: 1 })], [], 0],
    ['rejected twice', [], [line({ rejected: 2 })], [], 1],
    ['named at another version', [row('R', 4)], [held], ['ahead'], 1],
    ['known twice', [row('R', 3)], [line({ held_at: [3, 3] })], ['applied'], 1],
    ['unknown to the ledger', [], [held], [], 1],
    ['held and rejected', [row('R', 3)], [line({ held_at: [3], rejected: 1 })], ['applied'], 1],
    ['rejected, and in the ledger', [row('R', 3)], [line({ rejected: 1 })], ['ahead'], 2],
    [
      'released and fulfilled',
      [row('R', 3), row('U', 4), row('F', 5)],
      [line({ held_at: [3], released_at: [4], fulfilled_at: [5] })],
      ['applied', 'applied', 'applied'],
      1,
    ],
    [
      'a part, and the rest',
      [row('R', 3), row('F', 5, { ...part(1, 'F'), quantity: 1 }), row('U', 6, { quantity: 1 })],
      [line({ held_at: [3], released_at: [6], parts: [took(1, 'F', [5])] })],
      ['applied', 'applied', 'applied'],
      0,
    ],
    [
      'a part, and everything',
      [row('R', 3), row('F', 5, { ...part(1, 'F'), quantity: 1 }), row('U', 6)],
      [line({ held_at: [3], released_at: [6], parts: [took(1, 'F', [5])] })],
      ['applied', 'applied', 'applied'],
      1,
    ],
    [
      'everything after a part that was refused',
      [row('R', 3), row('U', 6)],
      [line({ held_at: [3], released_at: [6], parts: [{ ...took(1, 'F', []), returned: true }] })],
      ['applied', 'applied'],
      0,
    ],
    [
      'a part in other units',
      [row('R', 3), row('F', 5, part(1, 'F'))],
      [line({ held_at: [3], parts: [took(1, 'F', [5])] })],
      ['applied', 'applied'],
      1,
    ],
    [
      'a part that nobody began',
      [row('R', 3), row('F', 5, { ...part(2, 'F'), quantity: 1 })],
      [line({ held_at: [3], parts: [took(1, 'F', [])] })],
      ['applied', 'orphan'],
      1,
    ],
    [
      'a part that the ledger does not know',
      [row('R', 3)],
      [line({ held_at: [3], parts: [took(1, 'F', [5])] })],
      ['applied'],
      1,
    ],
    [
      'a part of what was not held',
      [row('F', 5, { ...part(1, 'F'), quantity: 1 })],
      [line({ parts: [took(1, 'F', [5])] })],
      ['applied'],
      1,
    ],
    ['fulfilled without being held', [row('F', 5)], [line({ fulfilled_at: [5] })], ['applied'], 1],
  ])('%s', (_name, rows, lines, as, problems) => {
    const matched = matchCommands(rows, lines, barrier, () => true);
    expect(matched.rows.map((one) => one.as)).toEqual(as);
    expect(matched.found).toHaveLength(problems);
    expect(matched.untrusted.size > 0).toBe(problems > 0);
  });

  it('leaves lines of other offers to another recovery', () => {
    expect(matchCommands([], [held], barrier, () => false).found).toEqual([]);
  });
});

describe('the reserved bucket and the lines that are held', () => {
  const view = (status: string, quantity: number): ReservationRow[] => [
    {
      reservation_id: 'r',
      order_id: 'o',
      client: 'web',
      status: 'held',
      version: 3,
      requested_at_ms: 0,
      expires_at_ms: 0,
      attempts: 0,
      next_step_at_ms: null,
      stuck: false,
      units: quantity,
      lines: [{ ...OFFER, line: 1, location_id: 'default', quantity, status, reason: null, available: null }],
    },
  ];
  const bucket = (quantity: number) => [{ ...OFFER, location_id: 'default', quantity }];
  const ahead = (operation: string) => [{ row: row(operation, 11), as: 'ahead' as const }];

  it.each<[string, Parameters<typeof reservedMatchesHeldLines>, string]>([
    ['equal', [bucket(2), view('held', 2), [], [], () => true], 'pass'],
    ['more in the bucket', [bucket(3), view('held', 2), [], [], () => true], 'fail'],
    ['less in the bucket', [[], view('held', 2), [], [], () => true], 'fail'],
    ['a line that is not held', [bucket(2), view('released', 2), [], [], () => true], 'fail'],
    [
      'a part has left',
      [bucket(1), view('held', 2), [], [line({ parts: [took(1, 'F', [5])] })], () => true],
      'pass',
    ],
    [
      'a part has left, and the bucket does not say so',
      [bucket(2), view('held', 2), [], [line({ parts: [took(1, 'F', [5])] })], () => true],
      'fail',
    ],
    [
      'the rest has left before its part',
      [bucket(1), view('held', 2), [], [line({ rest_ended: true, parts: [took(1, 'F', [])] })], () => true],
      'pass',
    ],
    ['a hold on its way', [bucket(4), view('held', 2), ahead('R'), [], () => true], 'pass'],
    ['a release on its way', [[], view('held', 2), ahead('U'), [], () => true], 'pass'],
    [
      'another place',
      [[{ ...OFFER, location_id: 'north', quantity: 2 }], view('held', 2), [], [], () => true],
      'fail',
    ],
  ])('%s', (_name, input, outcome) => {
    expect(reservedMatchesHeldLines(...input).status).toBe(outcome);
  });
});

describe('lines that were made by allocation', () => {
  const asked = line({ quantity: 5, rejected: 1 });
  const share = (number: number, quantity: number, more: Partial<SagaLine> = {}): SagaLine =>
    line({ line: number, allocated_from: 1, quantity, ...more });
  it.each<[string, SagaLine[], number]>([
    ['all units of the line', [asked, share(2, 3), share(3, 2)], 0],
    ['fewer', [asked, share(2, 3)], 1],
    ['more', [asked, share(2, 3), share(3, 3)], 1],
    ['those of a line that was not refused', [line({ quantity: 5 }), share(2, 5)], 1],
    ['those of no line', [share(2, 5)], 1],
    ['another offer', [asked, share(2, 5, { sku: 'other' })], 1],
  ])('%s', (_case, lines, problems) => {
    const { found, untrusted } = matchCommands([], lines, barrier, () => true);
    expect([found.length, untrusted.size]).toEqual([problems, problems]);
  });
});

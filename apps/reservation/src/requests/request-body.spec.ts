import { describe, expect, it } from '@jest/globals';
import { readReservation, readTurn, waitOf } from './request-body.js';

const LINE = { seller_id: 'ann', sku: 's', quantity: 2, location_id: 'default' };
const BODY = { reservation_id: 'r-1', order_id: 'o-1', lines: [LINE], expires_in: 60 };

describe('readReservation', () => {
  const { location_id: _left_out, ...WITHOUT } = LINE;

  it.each<[string, object, object]>([
    ['a location', { lines: [LINE] }, { lines: [LINE], allocation: undefined }],
    [
      'no location',
      { lines: [WITHOUT] },
      { lines: [LINE], allocation: { policy: 'fewest_splits', lines: [1] } },
    ],
    [
      'no location of the second',
      { lines: [LINE, WITHOUT], allocation: { policy: 'fewest_splits' } },
      { lines: [LINE, LINE], allocation: { policy: 'fewest_splits', lines: [2] } },
    ],
    [
      'preferred ones',
      { lines: [WITHOUT], allocation: { policy: 'preference', locations: ['b', 'a'] } },
      {
        lines: [{ ...LINE, location_id: 'b' }],
        allocation: { policy: 'preference', locations: ['b', 'a'], lines: [1] },
      },
    ],
  ])('asks first where a line with %s says', (_name, change, asked) => {
    const { lines, allocation } = readReservation({ ...BODY, ...change });
    expect({ lines, allocation }).toEqual(asked);
  });

  it('keeps the hash of a request without a location, which older versions made with the default', () => {
    const hash = (change: object): string => readReservation({ ...BODY, ...change }).request_hash;
    expect(hash({ lines: [WITHOUT] })).toBe(hash({ lines: [LINE] }));
    expect(hash({ lines: [WITHOUT], allocation: { policy: 'fewest_splits' } })).not.toBe(
      hash({ lines: [WITHOUT] }),
    );
  });

  it.each<[string, object, RegExp]>([
    ['without a line for it', { lines: [LINE], allocation: { policy: 'fewest_splits' } }, /every line has/],
    ['of no known kind', { lines: [WITHOUT], allocation: { policy: 'cheapest' } }, /allocation/],
    [
      'with nothing preferred',
      { lines: [WITHOUT], allocation: { policy: 'preference', locations: [] } },
      /locations/,
    ],
    [
      'that prefers twice',
      { lines: [WITHOUT], allocation: { policy: 'preference', locations: ['a', 'a'] } },
      /twice/,
    ],
    [
      'with more than twenty',
      {
        lines: [WITHOUT],
        allocation: { policy: 'preference', locations: Array.from({ length: 21 }, (_no, n) => `l${n}`) },
      },
      /locations/,
    ],
    [
      'with another member',
      { lines: [WITHOUT], allocation: { policy: 'fewest_splits', locations: ['a'] } },
      /locations/,
    ],
  ])('refuses an allocation %s', (_name, change, words) => {
    expect(() => readReservation({ ...BODY, ...change })).toThrow(words);
    expect(() => readReservation({ ...BODY, ...change })).toThrow(
      expect.objectContaining({ status: 400, code: 'bad_request' }),
    );
  });

  it('gives the same hash for any order of members, and another for another meaning', () => {
    const turned = Object.fromEntries(Object.entries(BODY).reverse());
    expect(readReservation(turned).request_hash).toBe(readReservation(BODY).request_hash);
    const others = [
      { order_id: 'o-2' },
      { expires_in: 61 },
      { lines: [{ ...LINE, quantity: 3 }] },
      { lines: [LINE, LINE] },
      { reservation_id: 'r-2' },
    ];
    const hashes = others.map((change) => readReservation({ ...BODY, ...change }).request_hash);
    expect(new Set([...hashes, readReservation(BODY).request_hash]).size).toBe(6);
  });

  it.each<[string, object]>([
    ['the longest names', { reservation_id: '💡'.repeat(64), order_id: 'x'.repeat(64) }],
    [
      'the longest names in a line',
      { lines: [{ ...LINE, seller_id: 'x'.repeat(64), sku: '💡'.repeat(64), location_id: 'x'.repeat(64) }] },
    ],
    ['a hundred lines', { lines: Array(100).fill(LINE) }],
    ['thirty days', { expires_in: 2_592_000 }],
    ['all that can be counted', { lines: [{ ...LINE, quantity: Number.MAX_SAFE_INTEGER }] }],
  ])('accepts %s', (_name, change) => expect(readReservation({ ...BODY, ...change })).toMatchObject(change));

  it.each<[string, unknown, RegExp]>([
    ['no object', 7, /the body/],
    ['a member that is unknown', { ...BODY, colour: 'red' }, /colour/],
    ['a missing name', { ...BODY, order_id: undefined }, /order_id/],
    ['an empty name', { ...BODY, reservation_id: '' }, /reservation_id: must be 1 to 64/],
    ['a name that cannot be asked for', { ...BODY, reservation_id: '..' }, /reservation_id: cannot be/],
    ['too long a name', { ...BODY, reservation_id: 'x'.repeat(65) }, /reservation_id/],
    ['too long a name of an order', { ...BODY, order_id: 'x'.repeat(65) }, /order_id/],
    [
      'too long a name of a seller',
      { ...BODY, lines: [{ ...LINE, seller_id: 'x'.repeat(65) }] },
      /lines\.0\.seller_id/,
    ],
    ['too long a sku', { ...BODY, lines: [{ ...LINE, sku: 'x'.repeat(65) }] }, /lines\.0\.sku/],
    [
      'too long a name of a place',
      { ...BODY, lines: [{ ...LINE, location_id: 'x'.repeat(65) }] },
      /lines\.0\.location_id/,
    ],
    ['a control character', { ...BODY, reservation_id: 'a\u0000' }, /reservation_id/],
    ['half a character', { ...BODY, reservation_id: '\ud83d' }, /reservation_id/],
    ['no line', { ...BODY, lines: [] }, /lines/],
    ['too many lines', { ...BODY, lines: Array(101).fill(LINE) }, /lines/],
    ['nothing of something', { ...BODY, lines: [{ ...LINE, quantity: 0 }] }, /lines\.0\.quantity/],
    ['half of something', { ...BODY, lines: [{ ...LINE, quantity: 0.5 }] }, /lines\.0\.quantity/],
    [
      'more than can be counted',
      { ...BODY, lines: [LINE, { ...LINE, quantity: 2 ** 53 }] },
      /lines\.1\.quantity/,
    ],
    ['no time', { ...BODY, expires_in: 0 }, /expires_in/],
    ['too long a time', { ...BODY, expires_in: 2_592_001 }, /expires_in/],
  ])('refuses %s, with the field', (_name, body, words) => {
    expect(() => readReservation(body)).toThrow(words);
    expect(() => readReservation(body)).toThrow(
      expect.objectContaining({ status: 400, code: 'bad_request' }),
    );
  });
});

describe('readTurn', () => {
  const PART = { part_id: 'p', lines: [{ line: 1, quantity: 2 }] };

  it.each([[undefined], [null], [{}]])('takes %p as everything that is left', (body) =>
    expect(readTurn(body)).toBeNull(),
  );
  const AT = (...locations: (string | undefined)[]) => ({
    part_id: 'p',
    lines: locations.map((location_id) => ({
      line: 1,
      quantity: 2,
      ...(location_id === undefined ? {} : { location_id }),
    })),
  });
  it.each([[PART], [AT('a')], [AT('a', 'b')]])('reads the part %j', (body) =>
    expect(readTurn(body)).toEqual(body),
  );
  it.each<[string, object, RegExp]>([
    ['no id', { lines: PART.lines }, /part_id/],
    ['no lines', { part_id: 'p' }, /lines/],
    ['an empty list', { ...PART, lines: [] }, /lines/],
    ['nothing of a line', { ...PART, lines: [{ line: 1, quantity: 0 }] }, /lines\.0\.quantity/],
    ['less than nothing', { ...PART, lines: [{ line: 1, quantity: -1 }] }, /lines\.0\.quantity/],
    ['a line without a quantity', { ...PART, lines: [{ line: 1 }] }, /lines\.0\.quantity/],
    ['a line twice', { ...PART, lines: [...PART.lines, ...PART.lines] }, /line 1 is there twice/],
    ['a line twice at a location', AT('a', 'a'), /line 1 is there twice/],
    ['a line at a location and at any', AT('a', undefined), /line 1 is there twice/],
    ['something unknown', { ...PART, all: true }, /all/],
  ])('refuses %s, with the field', (_name, body, words) => {
    expect(() => readTurn(body)).toThrow(words);
    expect(() => readTurn(body)).toThrow(expect.objectContaining({ status: 400, code: 'bad_request' }));
  });
});

describe('waitOf', () => {
  it.each<[string | undefined, number]>([
    [undefined, 0],
    ['', 0],
    ['wait=5', 5],
    ['WAIT=5', 5],
    ['respond-async, wait=10', 10],
    ['wait=10; x=y', 10],
    ['wait=600', 30],
    ['wait=-1', 0],
    ['wait=1.5', 0],
    ['wait=soon', 0],
    ['await=5', 0],
    ['wait=9999999', 0],
  ])('%p', (prefer, seconds) => expect(waitOf(prefer)).toBe(seconds));
});

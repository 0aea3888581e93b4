import { describe, expect, it } from '@jest/globals';
import { LAST_PLACE, placeBefore, encodePlace, readPlace, type UpdatePlace } from './place.js';

const AT = new Date('2026-06-19T18:00:00.123Z');
const encoded = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

describe('a place in the updates of a seller', () => {
  it.each<UpdatePlace>([
    { at: AT, partition: 3, offset: 9_007_199_254_740_991, event_id: 'evt-1' },
    { at: AT, partition: -1, offset: -1, event_id: 'ü"\\ 漢' },
    placeBefore(AT),
    LAST_PLACE,
  ])('is the same after it was given to a caller and back: %j', (place) =>
    expect(readPlace(encodePlace(place), 'after')).toEqual(place),
  );

  it.each<[string, unknown]>([
    ['nothing', ''],
    ['two values', [encodePlace(LAST_PLACE), encodePlace(LAST_PLACE)]],
    ['no base64url', '%%'],
    ['no JSON', encoded('{')],
    ['another shape', encoded({ at: 1 })],
    ['a text for the time', encoded(['2026', 0, 0, ''])],
    ['a time beyond all', encoded([9e15, 0, 0, ''])],
    ['a partition that no table has', encoded([0, 2_147_483_648, 0, ''])],
    ['an offset in parts', encoded([0, 0, 0.5, ''])],
    ['an id with what no text of PostgreSQL has', encoded([0, 0, 0, 'a\u0000'])],
    ['more', encoded([0, 0, 0, '', 1])],
  ])('that is %s is refused', (_what, value) =>
    expect(() => readPlace(value, 'after')).toThrow(
      expect.objectContaining({ status: 400, code: 'bad_request' }),
    ),
  );
});

import { describe, expect, it } from '@jest/globals';
import { instantOrNull, textOrNull, wholeNumber, wordOrNull } from './query-values.js';

const BAD = expect.objectContaining({ status: 400, code: 'bad_request' });

describe('times in a query', () => {
  it.each<[unknown, string | null]>([
    [undefined, null],
    ['2026-06-19T18:23:11Z', '2026-06-19T18:23:11.000Z'],
    ['2026-06-19t20:23:11.5+02:00', '2026-06-19T18:23:11.500Z'],
    ['2026-06-19T18:23:11.123456789z', '2026-06-19T18:23:11.123Z'],
    ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000Z'],
    ['9999-12-31T23:59:59.999Z', '9999-12-31T23:59:59.999Z'],
  ])('%p', (value, time) => expect(instantOrNull(value, 'from')).toBe(time));

  it.each<[unknown]>([
    ['yesterday'], [''], ['2026-06-19'], ['2026-06-19T18:23:11'], ['2026-06-19 18:23:11Z'], ['2026-13-19T18:23:11Z'], ['0000-06-19T18:23:11Z'],
    ['9999-12-31T23:59:59-01:00'], ['2026-06-19T18:23:11Zx'], [['2026-06-19T18:23:11Z']], [7],
  ])('%p is none', (value) => expect(() => instantOrNull(value, 'from')).toThrow(BAD));
});

describe('numbers in a query', () => {
  it.each<[unknown, number]>([['1', 1], ['100', 100], ['007', 7], [undefined, 20]])('%p', (value, number) => expect(wholeNumber(value, 'limit', 1, 100, 20)).toBe(number));

  it.each<[unknown]>([['0'], ['101'], ['-1'], ['+1'], ['1.0'], ['1e1'], [' 1'], [''], ['9007199254740993'], ['12345678901234567'], [['1']], [null]])(
    '%p is none', (value) => expect(() => wholeNumber(value, 'limit', 1, 100, 20)).toThrow(BAD),
  );

  it('must be there where nothing stands for it', () => expect(() => wholeNumber(undefined, 'limit', 1, 100)).toThrow('limit must be a whole number from 1 to 100'));
});

describe('words in a query', () => {
  it('are one of those known, or none', () => {
    expect([wordOrNull('a', 'kind', ['a', 'b']), wordOrNull(undefined, 'kind', ['a', 'b'])]).toEqual(['a', null]);
    for (const value of ['c', 'A', '', ['a'], 7]) expect(() => wordOrNull(value, 'kind', ['a', 'b'])).toThrow('kind must be one of a, b');
  });

  it('may be names', () => {
    expect([textOrNull('s', 'sku', 64), textOrNull(undefined, 'sku', 64)]).toEqual(['s', null]);
    for (const value of ['', 'x'.repeat(65), 'a\u0000', ['a', 'b']]) expect(() => textOrNull(value, 'sku', 64)).toThrow(BAD);
  });
});

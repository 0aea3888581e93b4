import { describe, expect, it } from '@jest/globals';
import { bytea, columns, timestamp } from '../row-columns.js';
import { safeTypeParser } from './pool.js';
import { parseSafeInteger, UnsafeIntegerError } from './safe-integer.js';

describe('integers of the database', () => {
  it.each([
    ['0', 0],
    ['-1', -1],
    ['9007199254740991', Number.MAX_SAFE_INTEGER],
    ['-9007199254740991', Number.MIN_SAFE_INTEGER],
  ])('%s', (text, number) => expect(parseSafeInteger(text)).toBe(number));

  it.each(['9007199254740992', '-9007199254740992', '9223372036854775807', '1.5', 'NaN', 'x'])(
    'refuses %s rather than round it',
    (text) => expect(() => parseSafeInteger(text)).toThrow(UnsafeIntegerError),
  );

  it('are read so for bigint and numeric, and nothing else', () => {
    const parse = (oid: number) => safeTypeParser(oid) as (text: string) => unknown;
    expect([parse(20)('7'), parse(1700)('7'), parse(25)('7')]).toEqual([7, 7, '7']);
    expect(() => parse(1700)('9007199254740993')).toThrow(UnsafeIntegerError);
  });
});

describe('values for the database', () => {
  it('are one array per column, in order', () => {
    expect(
      columns(
        [
          { a: 1, b: 'x' },
          { a: 2, b: 'y' },
        ],
        ({ a }) => a,
        ({ b }) => b,
      ),
    ).toEqual([
      [1, 2],
      ['x', 'y'],
    ]);
    expect(columns([] as { a: number }[], ({ a }) => a)).toEqual([[]]);
  });

  it('lose nothing', () => {
    expect(bytea('00ff')).toBe('\\x00ff');
    expect(timestamp(1_781_893_391_500)).toBe('2026-06-19T18:23:11.500Z');
  });
});

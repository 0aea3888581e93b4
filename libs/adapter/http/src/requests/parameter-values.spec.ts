import { describe, expect, it } from '@jest/globals';
import { Problem } from '../responses/problem.js';
import { instantOrNull, pathText, textOrNull, wholeNumber, wordOrNull } from './parameter-values.js';

const BAD = expect.objectContaining({ status: 400, code: 'bad_request' });

describe('numbers in a query', () => {
  it.each<[unknown, number]>([
    ['1', 1],
    ['100', 100],
    ['007', 7],
    [undefined, 20],
  ])('%p', (value, number) => expect(wholeNumber(value, 'limit', 1, 100, 20)).toBe(number));

  it.each<[unknown]>([
    ['0'],
    ['101'],
    ['-1'],
    ['+1'],
    ['1.0'],
    ['1e1'],
    [' 1'],
    [''],
    ['9007199254740993'],
    ['12345678901234567'],
    [['1']],
    [null],
  ])('%p is none', (value) => expect(() => wholeNumber(value, 'limit', 1, 100, 20)).toThrow(BAD));

  it('are required unless there is a default', () =>
    expect(() => wholeNumber(undefined, 'limit', 1, 100)).toThrow(
      'limit must be a whole number from 1 to 100',
    ));
});

describe('words in a query', () => {
  it('are one of the known ones, or absent', () => {
    expect([wordOrNull('a', 'kind', ['a', 'b']), wordOrNull(undefined, 'kind', ['a', 'b'])]).toEqual([
      'a',
      null,
    ]);
    for (const value of ['c', 'A', '', ['a'], 7])
      expect(() => wordOrNull(value, 'kind', ['a', 'b'])).toThrow('kind must be one of a, b');
  });

  it('may be names', () => {
    expect([textOrNull('s', 'sku', 64), textOrNull(undefined, 'sku', 64)]).toEqual(['s', null]);
    for (const value of ['', 'x'.repeat(65), 'a\u0000', ['a', 'b']])
      expect(() => textOrNull(value, 'sku', 64)).toThrow(BAD);
  });
});

it.each<[unknown, string | null | undefined]>([
  [undefined, null],
  ['2026-06-19T18:00:00Z', '2026-06-19T18:00:00.000Z'],
  ['2026-06-19T18:00:00.5+02:00', '2026-06-19T16:00:00.500Z'],
  ['2026-06-19', undefined],
  ['2026-06-19T18:00:00', undefined],
  ['2026-02-30T18:00:00Z', undefined],
  ['', undefined],
  [['2026-06-19T18:00:00Z'], undefined],
])('a time of a query: %j is %s', (value, time) => {
  if (time === undefined)
    expect(() => instantOrNull(value, 'since')).toThrow('since must be a time with an offset');
  else expect(instantOrNull(value, 'since')?.toISOString() ?? null).toBe(time);
});

describe('a name in a path', () => {
  it.each<[string, unknown, boolean]>([
    ['one character', 'a', true],
    ['as many as may be', 'a'.repeat(8), true],
    ['eight emoji are eight', '🧦'.repeat(8), true],
    ['none', '', false],
    ['one too many', 'a'.repeat(9), false],
    ['a control character', 'a\u0007b', false],
    ['half a surrogate pair', 'a\ud83e', false],
    ['no text', ['a'], false],
    ['absent', undefined, false],
  ])('%s', (_name, value, taken) => {
    if (taken) expect(pathText(value, 'sku', 8)).toBe(value);
    else expect(() => pathText(value, 'sku', 8)).toThrow(Problem);
  });
});

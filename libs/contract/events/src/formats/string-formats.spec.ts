import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import {
  CORRELATION_ID,
  isCorrelationId,
  isDotSegment,
  isIdentifier,
  isFreeText,
  NAME_PATTERN,
  identifier,
  freeText,
} from '../index.js';

describe('a text from outside', () => {
  it.each<[string, unknown, boolean, boolean]>([
    // what it is, the text, is it a name, is it words
    ['one character', 'a', true, true],
    ['as many as may be', 'a'.repeat(8), true, true],
    ['eight emoji are eight', '🧦'.repeat(8), true, true],
    ['a blank', ' ', true, true],
    ['not normalised', 'e\u0301', true, true],
    ['none', '', false, false],
    ['one too many', 'a'.repeat(9), false, false],
    ['lines', 'a\r\n\tb', false, true],
    ['what no database holds', 'a\u0000', false, false],
    ['another control character', 'a\u0007b', false, false],
    ['one of the second block', 'a\u0085', false, false],
    ['delete', 'a\u007f', false, false],
    ['the first half of a pair', 'a\ud83e', false, false],
    ['the second half', '\udde6a', false, false],
    ['no text', ['a'], false, false],
    ['nothing', undefined, false, false],
  ])('%s', (_what, value, name, words) => {
    expect([isIdentifier(value, 8), isFreeText(value, 8)]).toEqual([name, words]);
    expect(identifier(8).safeParse(value).success).toBe(name);
    expect(freeText(8).safeParse(value).success).toBe(words && value !== ' ');
    if (name) expect(value).toMatch(new RegExp(NAME_PATTERN));
  });

  it('is described by the same rule that checks it, as far as a schema can', () => {
    expect(z.toJSONSchema(identifier(8))).toMatchObject({
      type: 'string',
      minLength: 1,
      maxLength: 8,
      pattern: NAME_PATTERN,
    });
    const { minLength, maxLength, pattern } = z.toJSONSchema(freeText(8));
    expect([minLength, maxLength]).toEqual([1, 8]);
    for (const [text, taken] of [
      ['a\t\r\n', true],
      ['a\u0000', false],
      ['a\u000b', false],
      ['a\u0085', false],
    ] as const)
      expect([text, new RegExp(pattern ?? '').test(text)]).toEqual([text, taken]);
  });

  it.each([
    ['.', true],
    ['..', true],
    ['...', false],
    ['a.', false],
    ['%2e', false],
    ['', false],
    [' .', false],
  ])('%j is a dot segment in an address: %p', (name, step) => expect(isDotSegment(name)).toBe(step));

  it('words lose surrounding blanks', () => expect(freeText(1).parse(' a\n')).toBe('a'));
});

it.each<[string, string, boolean]>([
  ['one character', '!', true],
  ['the last visible one', '~', true],
  ['as many as may be', 'x'.repeat(128), true],
  ['none', '', false],
  ['one too many', 'x'.repeat(129), false],
  ['a blank, as two headers of one name have it', 'a, b', false],
  ['a line after it', 'a\n', false],
  ['delete', 'a\u007f', false],
  ['a letter that is no ASCII', 'é', false],
])('a correlation id of %s', (_what, text, is) => {
  expect([isCorrelationId(text), new RegExp(CORRELATION_ID.pattern, 'u').test(text)]).toEqual([is, is]);
});

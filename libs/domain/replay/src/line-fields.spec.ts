import { describe, expect, it } from '@jest/globals';
import { integerIn, wordIn } from './line-fields.js';

const whole = (text: string): number => integerIn(Buffer.from(`[${text}]`), 1, 1 + Buffer.byteLength(text));

describe('a whole number in a line', () => {
  it.each([
    '0',
    '7',
    '-7',
    '10',
    '-10',
    '1234567890',
    '999999999999999',
    '-999999999999999',
    '1000000000000000',
    '9007199254740991',
    '-9007199254740991',
  ])('%s', (text) => expect(whole(text)).toBe(Number(text)));

  // Nothing is taken for what it is not: below zero and beyond nine in the alphabet, and where a sign is
  // alone.
  it.each([
    '1.5',
    '-1.5',
    '1e3',
    '/1',
    '1/',
    ':1',
    '1:',
    '-',
    '--1',
    '1-1',
    '',
    'abc',
    '+5',
    ' 5',
    '0x10',
    '12345678901234567.5',
  ])('%s is what Number makes of it', (text) => {
    expect(whole(text)).toBe(Number(text));
  });
});

describe('a word in a line', () => {
  it.each(['accepted', 'I', 'wh-1', '倉庫-2', 'x'.repeat(32), 'x'.repeat(33), 'x'.repeat(200)])(
    '%.40s',
    (text) => {
      const bytes = Buffer.from(`[${text}]`);
      for (let time = 0; time < 3; time += 1) expect(wordIn(bytes, 1, bytes.length - 1)).toBe(text);
    },
  );

  it('is empty without bytes', () => expect(wordIn(Buffer.from('a'), 1, 1)).toBeNull());

  it('is not confused with another one of the same hash', () => {
    // 31 * 'A' + 'a' = 31 * 'B' + 'B'.
    const words = ['Aa', 'BB', 'AaAa', 'BBBB', 'AaBB'];
    for (const word of [...words, ...words]) expect(wordIn(Buffer.from(word), 0, word.length)).toBe(word);
  });
});

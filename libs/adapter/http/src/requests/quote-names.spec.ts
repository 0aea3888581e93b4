import { expect, it } from '@jest/globals';
import { quoteNames } from './quote-names.js';

it.each<[string, string[], string]>([
  ['one', ['a'], 'the field "a"'],
  ['two', ['a', 'b'], 'the fields "a", "b"'],
  ['five', ['a', 'b', 'c', 'd', 'e'], 'the fields "a", "b", "c", "d", "e"'],
  [
    'more than a sentence holds',
    ['a', 'b', 'c', 'd', 'e', 'f', 'g'],
    'the fields "a", "b", "c", "d", "e" and 2 more',
  ],
  ['what would break the sentence', ['a"\n'], 'the field "a\\"\\n"'],
  ['a long one, cut between its characters', ['😀'.repeat(65)], `the field "${'😀'.repeat(64)}"`],
])('%s', (_case, names, said) => expect(quoteNames('the field', names)).toBe(said));

import { describe, expect, it } from '@jest/globals';
import { pathText } from './path-text.js';
import { Problem } from './problem.js';

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

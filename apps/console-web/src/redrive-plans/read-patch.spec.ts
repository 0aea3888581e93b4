import { describe, expect, it } from '@jest/globals';
import { readPatch } from './read-patch.js';

const OPERATION = { op: 'remove', path: '/a' };

describe('a JSON Patch that was typed', () => {
  it.each<[string, string, unknown, string | null]>([
    ['nothing', ' ', null, null],
    ['a list of operations', JSON.stringify([OPERATION]), [OPERATION], null],
    ['one operation alone', JSON.stringify(OPERATION), null, 'A JSON Patch is a list of operations.'],
    ['an empty list', '[]', null, 'A JSON Patch is a list of operations.'],
    ['a list of other things', '[1]', null, 'A JSON Patch is a list of operations.'],
    ['half a list', '[{', null, 'This is no JSON.'],
  ])('%s', (_case, text, value, problem) => expect(readPatch(text)).toEqual({ value, problem }));
});

import { describe, expect, it } from '@jest/globals';
import { foreignRequest } from './own-page.js';

const PAGE = { origin: 'http://127.0.0.1:3000', csrf: 'a-value' };
const OWN = { origin: PAGE.origin, 'x-stockproof-csrf': 'a-value' };

describe('a request of a browser', () => {
  it.each<[string, string, Record<string, string>, string | null]>([
    ['reads', 'GET', {}, null],
    ['reads a head', 'HEAD', { origin: 'https://evil.example' }, null],
    ['changes, from the page', 'POST', OWN, null],
    [
      'changes, and the browser says that it is the page',
      'DELETE',
      { ...OWN, 'sec-fetch-site': 'same-origin' },
      null,
    ],
    ['changes, without an origin', 'POST', { 'x-stockproof-csrf': 'a-value' }, 'foreign_origin'],
    ['changes, from another site', 'POST', { ...OWN, origin: 'https://evil.example' }, 'foreign_origin'],
    ['changes, from another port', 'POST', { ...OWN, origin: 'http://127.0.0.1:3001' }, 'foreign_origin'],
    ['changes, from nowhere', 'POST', { ...OWN, origin: 'null' }, 'foreign_origin'],
    ['changes, begun by another port', 'POST', { ...OWN, 'sec-fetch-site': 'same-site' }, 'foreign_origin'],
    ['changes, without the value', 'POST', { origin: PAGE.origin }, 'csrf_token_wrong'],
    ['changes, with another value', 'PUT', { ...OWN, 'x-stockproof-csrf': 'b-value' }, 'csrf_token_wrong'],
    [
      'changes, with a longer value',
      'PATCH',
      { ...OWN, 'x-stockproof-csrf': 'a-value2' },
      'csrf_token_wrong',
    ],
  ])('%s', (_case, method, headers, code) =>
    expect(foreignRequest(method, headers, PAGE)?.code ?? null).toBe(code),
  );
});

import { describe, expect, it } from '@jest/globals';
import { returnPath } from './return-path.js';

describe('where a login returns to', () => {
  it.each<[string, unknown, string]>([
    ['nothing named', undefined, '/'],
    ['a page', '/recoveries/r-1', '/recoveries/r-1'],
    ['with a filter and a place', '/offers/s/sku?v=3&from=%2F%2Fx#top', '/offers/s/sku?v=3&from=%2F%2Fx#top'],
    ['with dots', '/a/../b', '/b'],
  ])('%s', (_case, value, path) => expect(returnPath(value)).toBe(path));

  it.each<[string, unknown]>([
    ['another host', 'https://evil.example/'],
    ['another host without a scheme', '//evil.example'],
    ['a backslash that browsers read as a slash', '/\\evil.example'],
    ['a tab that browsers drop', '/\t/evil.example'],
    ['dots that leave a host', '/.//evil.example'],
    ['a script', 'javascript:alert(1)'],
    ['a relative path', 'recoveries'],
    ['an address that is no page', '/auth/logout'],
    ['an answer of a service', '/api/session'],
    ['given twice', ['/a', '/b']],
    ['empty', ''],
    ['very long', `/${'a'.repeat(2_000)}`],
  ])('is refused: %s', (_case, value) =>
    expect(() => returnPath(value)).toThrow(/return_to must be a path of this page/),
  );
});

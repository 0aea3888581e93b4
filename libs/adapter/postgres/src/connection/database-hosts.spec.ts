import { describe, expect, it } from '@jest/globals';
import { addressesOf } from './database-hosts.js';
import { databaseUrl } from './database-url.js';

/** A login with a comma in its password. */
const ANN = 'ann:a%2Cb';

describe('the servers of an address', () => {
  it.each<[string, string[]]>([
    [
      `postgres://${ANN}@db:5432/ledger?sslmode=verify-full`,
      [`postgres://${ANN}@db:5432/ledger?sslmode=verify-full`],
    ],
    [
      `postgres://${ANN}@one:1,two:2/ledger?target_session_attrs=read-write`,
      [
        `postgres://${ANN}@one:1/ledger?target_session_attrs=read-write`,
        `postgres://${ANN}@two:2/ledger?target_session_attrs=read-write`,
      ],
    ],
    ['', ['']],
  ])('%s', (url, expected) => expect(addressesOf(url)).toEqual(expected));

  it.each(['', '?sslmode=verify-full', '?target_session_attrs=any', '?target_session_attrs=read-writes'])(
    'are refused if the primary is not asked for: %s',
    (query) =>
      expect(() => addressesOf(`postgres://ann@one,two/ledger${query}`)).toThrow(
        /target_session_attrs=read-write/,
      ),
  );

  it('are asked for their primary by the addresses that we make', () => {
    const url = databaseUrl({
      user: 'ann',
      password: 'p,w',
      server: 'one:1,two:2',
      database: 'ledger',
      ca_file: '/ca',
    });
    expect(addressesOf(url).map((address) => new URL(address).host)).toEqual(['one:1', 'two:2']);
  });
});

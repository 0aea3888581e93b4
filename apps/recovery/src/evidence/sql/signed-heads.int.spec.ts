import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChainHead } from '@stockproof/evidence';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import {
  findAttestedHeads,
  findNewestSigned,
  insertSignedHeads,
  newestSignedVersions,
  nextSignedOffers,
  readSignedHeads,
  readSignedOfOffer,
} from './signed-heads.js';

const head = (sku: string, version: number, seller_id = 'ann'): ChainHead => ({
  seller_id,
  sku,
  version,
  chain_digest: `${sku}${version}`,
});

describe('signed heads', () => {
  let records: TestDatabase;
  beforeAll(async () => {
    records = await testDatabase(migrations);
    // Records and checkpoints are numbered each by themselves, so that both have a first and a second.
    for (const [source, sequence, heads] of [
      ['evidence', 1, [head('a', 3), head('b', 9)]],
      ['untrusted', 2, [head('a', 4)]],
      ['evidence', 3, []],
      ['checkpoint', 1, [head('a', 1), head('c', 1)]],
      ['checkpoint', 2, [head('a', 12)]],
      ['checkpoint', 3, [head('a', 2), head('c', 7)]],
    ] as const) {
      await insertSignedHeads(records.pool, { source, chain: 'ledger', sequence }, heads);
    }
  });
  afterAll(() => records.drop());

  it.each<[string, number, ChainHead[]]>([
    ['trusted', 1, [head('a', 3), head('b', 9)]],
    ['not trusted', 2, [head('a', 4)]],
    ['about nothing', 3, []],
    ['not there', 4, []],
  ])('are the leaves of their own record: one that is %s', async (_what, sequence, heads) => {
    expect((await readSignedHeads(records.pool, sequence)).sort((a, b) => (a.sku < b.sku ? -1 : 1))).toEqual(
      heads,
    );
  });

  it('of a record are listed by name, as far as they match', async () => {
    const listed = async (sequence: number, condition: string, sku: string): Promise<string> =>
      (await nextSignedOffers(records.pool, sequence, condition, { seller_id: 'ann', sku }, 9))
        .map((one) => `${one.sku}${one.version}`)
        .join(' ');
    expect(await listed(1, 'true', '')).toBe('a3 b9');
    expect(await listed(1, 'true', 'a')).toBe('b9');
    expect(await listed(1, `sku = 'a'`, '')).toBe('a3');
    expect(await listed(2, 'true', '')).toBe('a4');
  });

  it('of an offer are told by version, a record before a checkpoint, with the newest that is relied on', async () => {
    const of_a = await readSignedOfOffer(records.pool, { seller_id: 'ann', sku: 'a' }, 3, 12);
    expect([...of_a.signed.values()].map(({ version, source }) => `${version} ${source}`)).toEqual([
      '3 evidence',
      '4 untrusted',
      '12 checkpoint',
    ]);
    expect(of_a.signed_up_to).toBe(12);
    const of_none = await readSignedOfOffer(records.pool, { seller_id: 'ann', sku: 'none' }, 1, 9);
    expect([of_none.signed.size, of_none.signed_up_to]).toEqual([0, 0]);
  });

  it('are found by the newest version that a checkpoint signed, for the given offers', async () => {
    const found = await newestSignedVersions(records.pool, [
      head('c', 0),
      head('a', 0),
      head('a', 0, 'ben'),
      head('b', 0),
    ]);
    expect(found.sort((one, other) => (one.sku < other.sku ? -1 : 1))).toEqual([
      { seller_id: 'ann', sku: 'a', version: 12 },
      { seller_id: 'ann', sku: 'c', version: 7 },
    ]);
    expect(await newestSignedVersions(records.pool, [])).toEqual([]);
  });

  it('give the newest head of each offer of the chain; only trusted records attest', async () => {
    for (const [source, chain, sequence, heads] of [
      ['evidence', 'ledger', 5, [head('a', 1, 'ben')]],
      ['evidence', 'ledger', 6, [head('a', 2)]],
      ['untrusted', 'ledger', 7, [head('b', 20)]],
      ['evidence', 'reservations', 8, [head('r', 7)]],
    ] as const)
      await insertSignedHeads(records.pool, { source, chain, sequence }, heads);
    expect(await findNewestSigned(records.pool, 'ledger', 'true')).toEqual([
      head('a', 12),
      head('a', 1, 'ben'),
      head('b', 9),
      head('c', 7),
    ]);
    expect(await findNewestSigned(records.pool, 'reservations', 'true')).toEqual([head('r', 7)]);
    expect(await findAttestedHeads(records.pool, `seller_id = 'ann'`)).toEqual([head('a', 3), head('b', 9)]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChainHead } from '@stockproof/evidence';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { insertCheckpoint, lastCheckpoint } from './sql/checkpoints.js';
import { newestSignedVersions, insertSignedHeads, readSignedHeads } from './sql/signed-heads.js';
import { migrations } from '../migrations/index.js';

const head = (sku: string, version: number): ChainHead => ({
  seller_id: 'ann',
  sku,
  version,
  chain_digest: `${sku}${version}`,
});

describe('heads that were signed', () => {
  let records: TestDatabase;
  beforeAll(async () => {
    records = await testDatabase(migrations);
    // Records and checkpoints are numbered each by themselves, so that both have a first and a second.
    for (const [source, sequence, heads] of [
      ['evidence', 1, [head('a', 3), head('b', 9)]],
      ['doubted', 2, [head('a', 4)]],
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

  it('are remembered by the newest version that a checkpoint signed', async () => {
    expect(await newestSignedVersions(records.pool)).toEqual([head('a', 12), head('c', 7)]);
  });

  it('are chained to the last checkpoint there is', async () => {
    expect(await lastCheckpoint(records.pool)).toBeNull();
    const one = {
      previous_digest: 'p',
      heads: 1,
      merkle_root: 'm',
      key_id: 'k',
      signature: 's',
      taken_at: '2026-06-19T18:00:00.123Z',
    };
    for (const sequence of [9, 10, 8]) await insertCheckpoint(records.pool, { ...one, sequence });
    expect(await lastCheckpoint(records.pool)).toEqual({ ...one, sequence: 10 });
  });
});

import { generateKeyPairSync } from 'node:crypto';
import { expect, it, jest } from '@jest/globals';
import type { Queryable } from '@stockproof/postgres';
import type { RunState } from '@stockproof/recovery-run';
import { aContent } from '@stockproof/testing';
import { partOf } from '@stockproof/testing/kit';
import type { ActOptions, Lease, MakeCommand, Runs } from './runs.js';
import { headsIn } from '../evidence/heads/heads.js';
import type { ContentFacts } from './make-content.js';

const HEAD = { seller_id: 'ann', sku: 'a', version: 1, chain_digest: '0'.repeat(64) };
jest.unstable_mockModule('./make-content.js', () => ({
  makeContent: () => aContent({ finished_at: '2026-06-19T17:58:00.000Z', confidence_status: 'trusted' }),
}));
const { sealRun } = await import('./seal-run.js');

it('a record never has an earlier time than the record before, whatever the clock does', async () => {
  const wrote: Record<string, readonly unknown[]> = {};
  const db = partOf<Queryable>({
    query: (one: { name?: string; values?: readonly unknown[] }) => {
      if (one.name !== undefined) wrote[one.name] = one.values ?? [];
      return Promise.resolve({
        rows:
          one.name === 'read-chain-end'
            ? [{ sequence: 7, digest: 'd', finished_at: '2026-06-19T18:00:00.000Z' }]
            : [],
      });
    },
  });
  const runs = partOf<Runs>({
    act: async (_id: string, command: MakeCommand, { also }: ActOptions) => {
      await command(db, partOf<RunState>({}));
      await also?.(db, partOf<RunState>({}));
    },
  });
  const facts = partOf<ContentFacts>({
    flow: { recoverable: { chain: 'ledger', speaks_of_availability: true } },
    last: { heads: () => headsIn([HEAD]), checks: [] },
    requested_at: '2026-06-19T17:57:00.000Z',
  });
  const signing = { key_id: 'k', key: generateKeyPairSync('ed25519').privateKey, valid_from: '' };
  await sealRun(
    runs,
    {} as Lease,
    { signer: () => Promise.resolve(signing), rotateWhenDue: () => Promise.resolve() },
    facts,
  );
  expect(wrote['write-confidence']).toEqual([
    ['ann'],
    ['a'],
    [1],
    'trusted',
    aContent({}).recovery_id,
    '2026-06-19T18:00:00.000Z',
  ]);
  expect(wrote['settle-changes']).toEqual([['ann'], ['a'], [1], '2026-06-19T17:57:00.000Z', 'trusted']);
  expect(JSON.parse(String(wrote['insert-evidence']?.[3]))).toMatchObject({
    finished_at: '2026-06-19T18:00:00.000Z',
    integrity: { sequence: 8 },
  });
});

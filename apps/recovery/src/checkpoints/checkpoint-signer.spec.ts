import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { aPool } from '@stockproof/testing/kit';
import { NotLeaderError, type Term } from '../leader/leader.js';
import { LEADS_ALONE } from '../leader/leads-alone.js';
import { CheckpointSigner } from './checkpoint-signer.js';

type Head = {
  readonly seller_id: string;
  readonly sku: string;
  readonly version: number;
  readonly chain_digest: string;
};
type Query =
  string | { readonly name?: string; readonly text?: string; readonly values?: readonly unknown[] };

const head = (sku: string, version: number): Head => ({
  seller_id: 'ann',
  sku,
  version,
  chain_digest: `${version}`.repeat(64).slice(0, 64),
});
const signing = { key_id: 'k', key: generateKeyPairSync('ed25519').privateKey, valid_from: '' };

/**
 * Looks at a ledger whose heads have moved so, one run after the other, each read in pages; gives what was
 * signed, from which reading on was asked (`all`, or the number of the reading), and of which offers the records were asked.
 */
function signingHeads(
  moved: readonly (readonly (readonly Head[])[] | Error)[],
  signed_before: readonly Head[] = [],
  leader: { readonly term: Term | null } = LEADS_ALONE,
) {
  const left = [...moved];
  let pages: (readonly Head[])[] = [];
  const asked: string[] = [];
  let readings = 0;
  const signed: string[] = [];
  const looked_up: string[] = [];
  const failed: string[] = [];
  const ledger = aPool((sql: string, values?: [string | null]) => {
    if (sql.includes('oldest_open'))
      return Promise.resolve({ rows: [{ oldest_open: `${(readings += 1)}`, server_start: 'noon' }] });
    if (sql.includes('DECLARE')) {
      asked.push(values?.[0] ?? 'all');
      const next = left.shift() ?? [];
      if (next instanceof Error) return Promise.reject(next);
      pages = [...next];
    }
    return Promise.resolve({ rows: sql.startsWith('FETCH') ? (pages.shift() ?? []) : [] });
  });
  const pool = aPool((query: Query) => {
    const { name = '', values = [] } = typeof query === 'string' ? {} : query;
    if (name === 'insert-signed-heads') signed.push((values[4] as string[]).join(' '));
    if (name !== 'newest-signed-versions') return Promise.resolve({ rows: [] });
    const skus = values[1] as string[];
    looked_up.push(skus.join(' '));
    return Promise.resolve({ rows: signed_before.filter(({ sku }) => skus.includes(sku)) });
  });
  const checkpoints = new CheckpointSigner({
    pool,
    ledger,
    keys: { signer: () => Promise.resolve(signing) },
    leader,
    every_ms: 15_000,
    anchor: null,
    now_ms: () => 1_000_000,
    onFailed: (error) => void failed.push(error.message),
  });
  return { checkpoints, asked, signed, looked_up, failed };
}

describe('the checkpoint signer', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('reads everything first, and then what the last reading had not seen', async () => {
    const { checkpoints, asked } = signingHeads([]);
    for (let turn = 0; turn < 3; turn += 1) await checkpoints.sign();
    expect(asked).toEqual(['all', '1', '2']);
  });

  it('signs newer heads, and none twice', async () => {
    const { checkpoints, signed } = signingHeads(
      [[[head('a', 3), head('b', 1)]], [[head('a', 4), head('b', 1)]], [[head('a', 4)]]],
      [head('a', 3)],
    );
    checkpoints.start();
    for (let turn = 0; turn < 3; turn += 1) await checkpoints.sign();
    await checkpoints.stop();
    expect(signed).toEqual(['b', 'a']);
  });

  it('signs one checkpoint per page, and reads only heads that this process has not seen signed', async () => {
    const { checkpoints, signed, looked_up } = signingHeads(
      [[[head('a', 1), head('b', 1)], [head('c', 1)], [head('d', 1)]], [[head('a', 1), head('e', 1)]]],
      [head('d', 1)],
    );
    for (let turn = 0; turn < 2; turn += 1) await checkpoints.sign();
    expect([signed, looked_up]).toEqual([
      ['a b', 'c', 'e'],
      ['a b', 'c', 'd', 'e'],
    ]);
  });

  it('ends with its page when the service stops, and later reads everything again', async () => {
    const { checkpoints, signed, asked } = signingHeads([
      [[head('a', 1)], [head('b', 1)]],
      [[head('a', 1)], [head('b', 1)]],
    ]);
    checkpoints.start();
    void checkpoints.sign();
    await checkpoints.stop();
    checkpoints.start();
    await checkpoints.sign();
    await checkpoints.stop();
    expect([signed, asked]).toEqual([
      ['a', 'b'],
      ['all', 'all'],
    ]);
  });

  it.each<[string, Term | null, string[], string[]]>([
    ['another process leads', null, [], []],
    [
      'its lease ended meanwhile',
      { epoch: 1, check: () => Promise.reject(new NotLeaderError('ended')) },
      [],
      ['ended'],
    ],
    ['it leads', { epoch: 1, check: () => Promise.resolve() }, ['a'], []],
  ])('signs only if it leads: %s', async (_who, term, expected, failures) => {
    const { checkpoints, signed, failed } = signingHeads([[[head('a', 1)]]], [], { term });
    await checkpoints.sign();
    expect([signed, failed]).toEqual([expected, failures]);
  });

  it('repeats a failed check from its beginning', async () => {
    const { checkpoints, asked, failed } = signingHeads([[], new Error('away')]);
    for (let turn = 0; turn < 3; turn += 1) await checkpoints.sign();
    expect([asked, failed]).toEqual([['all', '1', '1'], ['away']]);
  });

  it('runs at each interval until it is stopped', async () => {
    const { checkpoints, asked } = signingHeads([]);
    checkpoints.start();
    await jest.advanceTimersByTimeAsync(14_999);
    expect(asked).toHaveLength(0);
    await jest.advanceTimersByTimeAsync(15_001);
    expect(asked).toHaveLength(2);
    await checkpoints.stop();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(2);
  });

  it('finishes before the service stops, and begins no other run', async () => {
    const { checkpoints, asked, signed } = signingHeads([[], [[head('a', 1)]]]);
    checkpoints.start();
    await checkpoints.sign();
    void checkpoints.sign();
    await checkpoints.stop();
    expect(signed).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(2);
  });
});

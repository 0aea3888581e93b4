import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { aPool, partOf } from '@stockproof/testing/kit';
import type { EvidenceKeys } from '../evidence/keys/evidence-keys.js';
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
const signing = { key_id: 'k', key: generateKeyPairSync('ed25519').privateKey };

/**
 * Looks at a ledger whose heads have moved so, one verification after the other; gives what was signed and
 * since when was asked.
 */
function signingHeads(moved: readonly (readonly Head[] | Error)[], signed_before: readonly Head[] = []) {
  const left = [...moved];
  const asked: number[] = [];
  const signed: string[] = [];
  const failed: string[] = [];
  let now_ms = 1_000_000;
  const ledger = aPool((_sql: string, [since]: [Date]) => {
    asked.push(since.getTime());
    const next = left.shift() ?? [];
    return next instanceof Error ? Promise.reject(next) : Promise.resolve({ rows: next });
  });
  const query = (one: Query) => {
    const { name = '', values = [] } = typeof one === 'string' ? {} : one;
    if (name === 'insert-signed-heads') signed.push(JSON.stringify(values));
    return Promise.resolve({
      rows: typeof one === 'string' && one.includes('signed_stream_head') ? signed_before : [],
    });
  };
  const pool = aPool(query);
  const checkpoints = new CheckpointSigner({
    pool,
    ledger,
    keys: partOf<EvidenceKeys>({ signing }),
    every_ms: 15_000,
    anchor: null,
    now_ms: () => now_ms,
    onFailed: (error) => void failed.push(error.message),
  });
  return { checkpoints, asked, signed, failed, pass: (ms: number) => void (now_ms += ms) };
}

describe('checkpoints', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('look at everything first, and then from two minutes before the last verification on: what was open then is seen now', async () => {
    const { checkpoints, asked, pass } = signingHeads([]);
    await checkpoints.sign();
    pass(15_000);
    await checkpoints.sign();
    await checkpoints.sign();
    expect(asked).toEqual([0, 1_000_000 - 120_000, 1_015_000 - 120_000]);
  });

  it('sign what is newer than was signed, and nothing twice', async () => {
    const { checkpoints, signed } = signingHeads(
      [[head('a', 3), head('b', 1)], [head('a', 4), head('b', 1)], [head('a', 4)]],
      [head('a', 3)],
    );
    await checkpoints.start();
    for (let turn = 0; turn < 3; turn += 1) await checkpoints.sign();
    await checkpoints.stop();
    const skus = signed.map((values) =>
      (JSON.parse(values) as unknown[])
        .filter((value): value is string[] => Array.isArray(value))
        .map((column) => column.join(' ')),
    );
    expect(skus.map((columns) => columns.filter((column) => /^[ab]( [ab])*$/.test(column)))).toEqual([
      ['b'],
      ['a'],
    ]);
  });

  it('a verification that failed is looked at again from where it began', async () => {
    const { checkpoints, asked, failed, pass } = signingHeads([[], new Error('away')]);
    for (let turn = 0; turn < 3; turn += 1) {
      await checkpoints.sign();
      pass(15_000);
    }
    expect([asked, failed]).toEqual([[0, 880_000, 880_000], ['away']]);
  });

  it('are taken every so often until they are stopped', async () => {
    const { checkpoints, asked } = signingHeads([]);
    await checkpoints.start();
    await jest.advanceTimersByTimeAsync(14_999);
    expect(asked).toHaveLength(0);
    await jest.advanceTimersByTimeAsync(15_001);
    expect(asked).toHaveLength(2);
    await checkpoints.stop();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(2);
  });

  it('are finished before the service stops, and none is begun after that', async () => {
    const { checkpoints, asked, signed } = signingHeads([[], [head('a', 1)]]);
    await checkpoints.start();
    await checkpoints.sign();
    void checkpoints.sign();
    await checkpoints.stop();
    expect(signed).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(2);
  });
});

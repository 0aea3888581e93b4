import { describe, expect, it } from '@jest/globals';
import type { Principal } from '../principal.js';
import { rememberFor } from './remember.js';

const ANN: Principal = { kind: 'seller', seller_id: 'ann', key_id: 'k' };

/** A check that counts how often it was asked and gives these answers one after the other. */
function answering(...answers: (() => Promise<Principal | null>)[]) {
  let asked = 0;
  const check = () => {
    asked += 1;
    return (answers[asked - 1] ?? answers.at(-1) ?? (async () => null))();
  };
  return { check, asked: () => asked };
}

describe('rememberFor', () => {
  it('asks once for concurrent and soon following calls', async () => {
    const { check, asked } = answering(async () => ANN);
    const remembered = rememberFor(60_000, check);
    expect(await Promise.all([remembered('k'), remembered('k')])).toEqual([ANN, ANN]);
    expect(await remembered('k')).toEqual(ANN);
    expect(asked()).toBe(1);
    await remembered('another');
    expect(asked()).toBe(2);
  });

  it('forgets in time, so that a revoked key works no longer than that', async () => {
    const { check } = answering(
      async () => ANN,
      async () => null,
    );
    const remembered = rememberFor(1, check);
    expect(await remembered('k')).toEqual(ANN);
    const until_ms = performance.now() + 5;
    while (performance.now() < until_ms) await new Promise((done) => setImmediate(done));
    expect(await remembered('k')).toBeNull();
  });

  it('does not remember a failure to find out', async () => {
    const { check } = answering(
      () => Promise.reject(new Error('away')),
      async () => ANN,
    );
    const remembered = rememberFor(60_000, check);
    await expect(remembered('k')).rejects.toThrow('away');
    expect(await remembered('k')).toEqual(ANN);
  });

  it('of 0 remembers nothing', async () => {
    const { check, asked } = answering(async () => ANN);
    const remembered = rememberFor(0, check);
    await remembered('k');
    await remembered('k');
    expect(asked()).toBe(2);
  });
});

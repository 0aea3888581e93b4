import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { keepAlive } from './keep-alive.js';

describe('a member with a long batch', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const working = (heartbeat: () => Promise<void>, work: Promise<void>) => {
    const reported: unknown[] = [];
    keepAlive({ heartbeat }, work).then(
      () => reported.push('done'),
      (error: unknown) => reported.push(error),
    );
    return reported;
  };

  it('sends a heartbeat every two seconds until the batch is done', async () => {
    let beats = 0;
    const { promise, resolve } = Promise.withResolvers<void>();
    const reported = working(async () => void (beats += 1), promise);
    await jest.advanceTimersByTimeAsync(1_999);
    expect(beats).toBe(0);
    await jest.advanceTimersByTimeAsync(8_001);
    expect([beats, reported]).toEqual([5, []]);
    resolve();
    await jest.advanceTimersByTimeAsync(60_000);
    expect([beats, reported]).toEqual([5, ['done']]);
  });

  it('finishes the batch after a rebalance notice, and reports it then', async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const rebalance = new Error('rebalance in progress');
    const reported = working(() => Promise.reject(rebalance), promise);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(reported).toEqual([]);
    resolve();
    await jest.advanceTimersByTimeAsync(0);
    expect(reported).toEqual([rebalance]);
  });

  it('fails with its batch, and sends no more heartbeats', async () => {
    let beats = 0;
    const broken = new Error('no');
    expect(working(async () => void (beats += 1), Promise.reject(broken))).toEqual([]);
    const reported = working(async () => void (beats += 1), Promise.reject(broken));
    await jest.advanceTimersByTimeAsync(10_000);
    expect([reported, beats]).toEqual([[broken], 0]);
  });
});

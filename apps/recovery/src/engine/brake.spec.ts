import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { HistoryContext } from '../flows/histories/histories.js';
import { lagBetween, nextCeiling, startBrake } from './brake.js';
import { RunControl } from './run-control.js';

describe('nextCeiling', () => {
  it.each<[string, number | null, number, number | null]>([
    ['no lag, no ceiling', null, 0, null],
    ['lag: a ceiling appears', null, 5_000, 25_000],
    ['lag goes on: halved', 25_000, 5_000, 12_500],
    ['never below the least', 1_000, 99_999, 1_000],
    ['lag is gone: eased', 8_000, 0, 10_000],
    ['eased until it no longer binds', 45_000, 0, null],
  ])('%s', (_name, ceiling, lag, expected) => expect(nextCeiling(ceiling, lag)).toBe(expected));
});

describe('lagBetween', () => {
  const ends = new Map([
    [0, { high: 10 }],
    [1, { high: 5 }],
  ]);
  const at = (...offsets: number[]) => offsets.map((next_offset, partition) => ({ partition, next_offset }));

  it.each<[string, ReturnType<typeof at>, number]>([
    ['all partitions together', at(4, 2), 9],
    ['none that is caught up', at(10, 5), 0],
    ['none that is ahead of the end it knows', at(12, 4), 1],
    ['none of a partition without an end', at(10, 5, 7), 0],
    ['none of nothing', at(), 0],
  ])('counts %s', (_name, positions, lag) => expect(lagBetween(ends, positions)).toBe(lag));
});

describe('a run beside live traffic', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('gives way within half a second, again and again, and is let go in the end', async () => {
    jest.useFakeTimers();
    let high: number | null = 5_000;
    let closed = false;
    const admin = {
      offsets: () =>
        high === null ? Promise.reject(new Error('away')) : Promise.resolve(new Map([[0, { low: 0, high }]])),
      close: () => Promise.resolve(void (closed = true)),
    };
    const context = {
      broker: { admin: () => Promise.resolve(admin) },
      view: { query: () => Promise.resolve({ rows: [{ partition: 0, next_offset: 0 }] }) },
      projection_group: 'g',
      topics: { captured: 'c', availability: 'a' },
    } as unknown as HistoryContext;
    const control = new RunControl();
    const release = await startBrake(context, control);
    await jest.advanceTimersByTimeAsync(500);
    expect(control.ceiling).toBe(25_000);
    await jest.advanceTimersByTimeAsync(500);
    expect(control.ceiling).toBe(12_500);
    high = null;
    await jest.advanceTimersByTimeAsync(5_000);
    expect(control.ceiling).toBe(12_500);
    high = 0;
    await jest.advanceTimersByTimeAsync(500);
    expect(control.ceiling).toBe(15_625);
    await release();
    expect(closed).toBe(true);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(control.ceiling).toBe(15_625);
  });
});

import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { nextLimit, startLagThrottle } from './lag-throttle.js';
import { RunControl } from './run-control.js';

describe('nextLimit', () => {
  it.each<[string, number | null, number, number | null]>([
    ['no lag, no ceiling', null, 0, null],
    ['lag: a ceiling appears', null, 5_000, 25_000],
    ['lag goes on: halved', 25_000, 5_000, 12_500],
    ['never below the least', 1_000, 99_999, 1_000],
    ['lag is gone: eased', 8_000, 0, 10_000],
    ['eased until it no longer binds', 45_000, 0, null],
  ])('%s', (_name, max_events_per_s, lag, expected) =>
    expect(nextLimit(max_events_per_s, lag)).toBe(expected),
  );
});

describe('a run next to live traffic', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is slowed within half a second, repeatedly, and released at the end', async () => {
    jest.useFakeTimers();
    let behind: number | null = 5_000;
    const lag = () => (behind === null ? Promise.reject(new Error('away')) : Promise.resolve(behind));
    const control = new RunControl();
    const release = startLagThrottle(lag, control);
    await jest.advanceTimersByTimeAsync(500);
    expect(control.max_events_per_s).toBe(25_000);
    await jest.advanceTimersByTimeAsync(500);
    expect(control.max_events_per_s).toBe(12_500);
    behind = null;
    await jest.advanceTimersByTimeAsync(5_000);
    expect(control.max_events_per_s).toBe(12_500);
    behind = 0;
    await jest.advanceTimersByTimeAsync(500);
    expect(control.max_events_per_s).toBe(15_625);
    release();
    await jest.advanceTimersByTimeAsync(5_000);
    expect(control.max_events_per_s).toBe(15_625);
  });
});

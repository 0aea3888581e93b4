import { describe, expect, it } from '@jest/globals';
import { waitUntil } from '@stockproof/timing';
import { cpuShare, retryAfter, startSpending, waitAfter } from './cpu-budget.js';

describe('a budget of CPU', () => {
  it.each<[string, number, number, number, number, number]>([
    // CPU ms, wall ms, percent; wait ms, share over both
    ['half of the time, all of it allowed', 500, 1_000, 100, 0, 0.5],
    ['all of the time, a tenth allowed', 1_000, 1_000, 10, 9_000, 0.1],
    ['exactly what is allowed', 100, 1_000, 10, 0, 0.1],
    ['less than that', 50, 1_000, 10, 0, 0.05],
    ['more than one core', 2_000, 1_000, 50, 3_000, 0.5],
    ['one percent', 100, 400, 1, 9_600, 0.01],
    ['nothing at all', 0, 0, 10, 0, 0],
  ])('%s', (_what, cpu_ms, wall_ms, percent, wait_ms, share) => {
    const spent = { cpu_ms, wall_ms };
    expect([waitAfter(spent, percent), cpuShare(spent, wait_ms)]).toEqual([wait_ms, share]);
  });

  it('counts the CPU of this process', async () => {
    const spent = startSpending();
    await waitUntil(() => spent().cpu_ms > 20, { what: 'some CPU', within_ms: 20_000, every_ms: 1 });
    const { cpu_ms, wall_ms } = spent();
    expect(cpu_ms).toBeGreaterThan(20);
    expect(wall_ms).toBeGreaterThan(0);
  });
});

describe('offers without a verdict are verified again', () => {
  it.each<[number, number, number]>([
    [0, 300_000, 300_000],
    [1, 300_000, 1_200_000],
    [3, 300_000, 19_200_000],
    [5, 300_000, 86_400_000],
    [100, 1_000, 86_400_000],
  ])('after %i times with an interval of %i ms: in %i ms', (attempts, interval_ms, retry_ms) =>
    expect(retryAfter(attempts, interval_ms)).toBe(retry_ms),
  );
});

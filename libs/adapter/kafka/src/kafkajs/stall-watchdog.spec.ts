import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ConsumerStalledError } from '../errors.js';
import { AssignedPartition } from './assigned-partition.js';
import { StallWatchdog } from './stall-watchdog.js';

const STALL_MS = 10_000;
const at = { topic: 't', partition: 3 };

describe('a consumer is told to be stalled', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  /** What became of a partition at offset 5 after `ms`, while its topic ends at `high`. */
  async function after(ms: number, high: number, change: Partial<AssignedPartition> = {}, answers = true): Promise<Error | null> {
    const state = new AssignedPartition(at, Date.now());
    state.next_fetch = 5;
    Object.assign(state, change);
    let failed: Error | null = null;
    const watchdog = new StallWatchdog({
      stall_timeout_ms: STALL_MS, partitions: () => [state],
      offsets: () => (answers ? Promise.resolve({ high }) : Promise.reject(new Error('away'))),
      fail: (cause) => (failed ??= cause),
    });
    await jest.advanceTimersByTimeAsync(ms);
    watchdog.stop();
    return failed;
  }

  it.each<[string, number, number, Partial<AssignedPartition>, boolean, boolean]>([
    ['messages wait and it does not move', STALL_MS * 2, 9, {}, true, true],
    ['not before its time', STALL_MS - 1, 9, {}, true, false],
    ['nothing waits', STALL_MS * 2, 5, {}, true, false],
    ['only the marker of the newest transaction waits', STALL_MS * 2, 6, {}, true, false],
    ['it was paused', STALL_MS * 2, 9, { paused: true }, true, false],
    ['the partition is no longer its own', STALL_MS * 2, 9, { lost: true }, true, false],
    ['the broker does not answer', STALL_MS * 2, 9, {}, false, false],
  ])('%s', async (_name, ms, high, change, answers, stalled) => {
    const failed = await after(ms, high, change, answers);
    expect(failed).toEqual(stalled ? expect.any(ConsumerStalledError) : null);
    if (stalled) expect(failed?.message).toContain('t/3 at 5 of 9');
  });

  it('is soon enough', async () => {
    expect(await after(STALL_MS * 1.5, 9)).toBeInstanceOf(ConsumerStalledError);
  });
});

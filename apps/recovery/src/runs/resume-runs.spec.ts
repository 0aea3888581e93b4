import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { aPool, partOf } from '@stockproof/testing/kit';
import { ResumeRuns } from './resume-runs.js';
import type { Runner } from './runner.js';

type Row = { readonly recovery_id: string; readonly holder: string; readonly expired: boolean };

/** Runs under these leases; gives those that are resumed, turn by turn. */
function resuming(rows: () => Promise<Row[]>) {
  const taken: string[] = [];
  const failed: Error[] = [];
  const pool = aPool(async () => ({ rows: await rows() }));
  const runner = partOf<Runner>({
    holder: 'me',
    resume: (recovery_id: string) => Promise.resolve(taken.push(recovery_id) > 0),
  });
  return { taken, failed, resume: new ResumeRuns(pool, runner, 1_000, (error) => void failed.push(error)) };
}

describe('runs without a process', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('are resumed at once and at each interval, and no others are', async () => {
    const { taken, resume } = resuming(async () => [
      { recovery_id: 'gone', holder: 'other', expired: true },
      { recovery_id: 'alive', holder: 'other', expired: false },
      { recovery_id: 'mine', holder: 'me', expired: false },
    ]);
    resume.start();
    await jest.advanceTimersByTimeAsync(0);
    expect(taken).toEqual(['gone', 'mine']);
    await jest.advanceTimersByTimeAsync(999);
    expect(taken).toHaveLength(2);
    await jest.advanceTimersByTimeAsync(1);
    expect(taken).toHaveLength(4);
    await resume.stop();
    await jest.advanceTimersByTimeAsync(10_000);
    expect(taken).toHaveLength(4);
  });

  it('report a failed check, and are checked again', async () => {
    let polls = 0;
    const { taken, failed, resume } = resuming(async () => {
      if ((polls += 1) === 1) throw new Error('away');
      return [{ recovery_id: 'gone', holder: 'other', expired: true }];
    });
    resume.start();
    await jest.advanceTimersByTimeAsync(1_000);
    expect([failed.map(({ message }) => message), taken]).toEqual([['away'], ['gone']]);
    await resume.stop();
  });
});

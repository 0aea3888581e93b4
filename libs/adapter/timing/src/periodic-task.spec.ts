import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { PeriodicTask } from './periodic-task.js';

const EVERY_MS = 100;

/** Work whose turns end when the test says so. */
function controlled() {
  const open: PromiseWithResolvers<void>[] = [];
  const failures: string[] = [];
  const task = new PeriodicTask({
    every_ms: EVERY_MS,
    run: () => {
      const turn = Promise.withResolvers<void>();
      open.push(turn);
      return turn.promise;
    },
    onFailed: ({ message }) => failures.push(message),
  });
  return { task, open, failures };
}

describe('PeriodicTask', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('skips a turn while another one is running', async () => {
    const { task, open } = controlled();
    task.start();
    await jest.advanceTimersByTimeAsync(3 * EVERY_MS);
    expect(open.length).toBe(1);
    open[0]?.resolve();
    await jest.advanceTimersByTimeAsync(EVERY_MS);
    expect(open.length).toBe(2);
  });

  it('reports a failure and continues', async () => {
    const { task, open, failures } = controlled();
    task.start();
    await jest.advanceTimersByTimeAsync(EVERY_MS);
    open[0]?.reject(new Error('the database is unavailable'));
    await jest.advanceTimersByTimeAsync(EVERY_MS);
    expect([failures, open.length]).toEqual([['the database is unavailable'], 2]);
  });

  it('stops when the current turn has ended, and begins no other', async () => {
    const { task, open } = controlled();
    task.start();
    await jest.advanceTimersByTimeAsync(EVERY_MS);
    let stopped = false;
    const stopping = task.stop().then(() => (stopped = true));
    await jest.advanceTimersByTimeAsync(5 * EVERY_MS);
    expect([stopped, open.length]).toEqual([false, 1]);
    open[0]?.resolve();
    await stopping;
    await task.turn();
    await jest.advanceTimersByTimeAsync(5 * EVERY_MS);
    expect(open.length).toBe(1);
  });

  it('returns the current turn to a caller that requests one now', async () => {
    const { task, open } = controlled();
    const [first, second] = [task.turn(), task.turn()];
    expect([open.length, first]).toEqual([1, second]);
    open[0]?.resolve();
    await first;
  });

  it('with 0 ms has no turns of its own', async () => {
    let turns = 0;
    const task = new PeriodicTask({
      every_ms: 0,
      run: () => Promise.resolve(void (turns += 1)),
      onFailed: () => undefined,
    });
    task.start();
    await jest.advanceTimersByTimeAsync(10 * EVERY_MS);
    await task.turn();
    expect(turns).toBe(1);
  });
});

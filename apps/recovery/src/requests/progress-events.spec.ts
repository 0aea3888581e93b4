import { afterEach, expect, it, jest } from '@jest/globals';
import { initialRun, type RunState } from '@stockproof/recovery-run';
import { partOf } from '@stockproof/testing/kit';
import { progressEvents } from './progress-events.js';
import type { Recoveries } from './recoveries.js';

afterEach(() => {
  jest.useRealTimers();
});

const as = (status: RunState['status']): RunState => ({ ...initialRun(), status });

it('the progress of a run is sent four times a second, with its end, and then nothing', async () => {
  jest.useFakeTimers();
  let status: RunState['status'] = 'running';
  let polls = 0;
  const find = async () => {
    polls += 1;
    return { state: as(status) };
  };
  const events: unknown[] = [];
  progressEvents(partOf<Recoveries>({ find, progress: () => null }), 'rec-1').subscribe({
    next: ({ type, data }) => events.push([type, (data as { status: string }).status]),
    complete: () => events.push('complete'),
  });
  await jest.advanceTimersByTimeAsync(999);
  expect(events).toEqual(Array.from({ length: 4 }, () => ['progress', 'running']));
  status = 'aborted';
  await jest.advanceTimersByTimeAsync(250);
  expect(events.slice(4)).toEqual([['over', 'aborted'], 'complete']);
  await jest.advanceTimersByTimeAsync(5_000);
  expect(polls).toBe(5);
});

it('a run that does not exist ends them with an error', async () => {
  const find = (): Promise<never> => Promise.reject(new Error('unknown'));
  const error = await new Promise((fail) =>
    progressEvents(partOf<Recoveries>({ find }), 'rec-1').subscribe({ error: fail }),
  );
  expect(error).toEqual(new Error('unknown'));
});

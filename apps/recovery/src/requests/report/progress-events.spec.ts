import { afterEach, expect, it, jest } from '@jest/globals';
import { initialRun, type RunState } from '@stockproof/recovery-run';
import { progressEvents } from './progress-events.js';

afterEach(() => {
  jest.useRealTimers();
});

const as = (status: RunState['status']): RunState => ({ ...initialRun(), status });

it('a run is sent when it changes, kept alive between, and ends the stream with its end', async () => {
  jest.useFakeTimers();
  let [status, read, polls]: [RunState['status'], number, number] = ['planned', 0, 0];
  const poll = async () => {
    polls += 1;
    return { state: as(status), report: { status, progress: { read, as_of: polls } } };
  };
  const events: unknown[] = [];
  progressEvents(poll).subscribe({
    next: ({ type, data, retry }) =>
      events.push([type, (data as { progress?: { read: number } }).progress?.read, retry]),
    complete: () => events.push('complete'),
  });
  await jest.advanceTimersByTimeAsync(14_900);
  expect(events.splice(0)).toEqual([['progress', 0, 2_000]]);
  expect(polls).toBe(60);
  await jest.advanceTimersByTimeAsync(200);
  expect(events.splice(0)).toEqual([['keep-alive', undefined, undefined]]);
  read = 7;
  await jest.advanceTimersByTimeAsync(1_000);
  expect(events.splice(0)).toEqual([['progress', 7, undefined]]);
  status = 'aborted';
  await jest.advanceTimersByTimeAsync(250);
  expect(events.splice(0)).toEqual([['over', 7, undefined], 'complete']);
  polls = 0;
  await jest.advanceTimersByTimeAsync(20_000);
  expect([events, polls]).toEqual([[], 0]);
});

it('a run that is over is sent once', async () => {
  const events: unknown[] = [];
  await new Promise<void>((complete) =>
    progressEvents(async () => ({ state: as('completed'), report: {} })).subscribe({
      next: ({ type }) => events.push(type),
      complete,
    }),
  );
  expect(events).toEqual(['over']);
});

it('a poll that takes long is waited for, and not repeated meanwhile', async () => {
  jest.useFakeTimers();
  let polls = 0;
  const poll = async () => {
    polls += 1;
    await new Promise((done) => setTimeout(done, 700));
    return { state: as('running'), report: {} };
  };
  const events: unknown[] = [];
  const watched = progressEvents(poll).subscribe(({ type }) => events.push(type));
  await jest.advanceTimersByTimeAsync(740);
  expect([polls, events]).toEqual([1, ['progress']]);
  watched.unsubscribe();
});

it('a run that does not exist ends them with an error', async () => {
  const poll = (): Promise<never> => Promise.reject(new Error('unknown'));
  const error = await new Promise((fail) => progressEvents(poll).subscribe({ error: fail }));
  expect(error).toEqual(new Error('unknown'));
});

import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { NowSnapshot } from '@stockproof/console';
import { fakeSources } from '../testing/fake-sources.js';
import { Series } from './series.js';
import { SharedPoll } from './shared-poll.js';
import { pollSources } from './sources/poll-sources.js';

let polls: number;
let failures: Error[];
let shared: SharedPoll;
const seconds = (count: number): Promise<void> => jest.advanceTimersByTimeAsync(count * 1_000);

beforeEach(() => {
  jest.useFakeTimers();
  [polls, failures] = [0, []];
  shared = new SharedPoll({
    poll: (before) => {
      polls += 1;
      return pollSources({ ...fakeSources().access, now_ms: Date.now }, before);
    },
    series: new Series(),
    now_ms: Date.now,
    onFailed: (error) => failures.push(error),
  });
  shared.task.start();
});
afterEach(async () => {
  await shared.task.stop();
  jest.useRealTimers();
  expect(failures).toEqual([]);
});

describe('the poll of all sources', () => {
  it('is not made while nobody watches', async () => {
    await seconds(60);
    expect(polls).toBe(0);
  });

  it('is one for all who ask at once, and again for who asks later', async () => {
    const [one, other] = await Promise.all([shared.newest(), shared.newest()]);
    expect([polls, one]).toEqual([1, other]);
    expect(await shared.newest()).toBe(one);
    expect(polls).toBe(1);
  });

  it('goes on every two seconds for ten seconds after a request', async () => {
    await shared.newest();
    await seconds(10);
    expect(polls).toBe(6);
    await seconds(60);
    expect(polls).toBe(6);
    expect((await shared.newest()).at).toBe(new Date().toISOString());
    expect(polls).toBe(7);
  });

  it('goes on as long as a stream is open, and is one for all streams', async () => {
    const seen: NowSnapshot[][] = [[], []];
    const streams = seen.map((list) => shared.watch().subscribe((snapshot) => list.push(snapshot)));
    await seconds(60);
    expect([polls, seen[0]?.length, seen[1]]).toEqual([31, 31, seen[0]]);
    streams.forEach((stream) => stream.unsubscribe());
    await seconds(60);
    expect(polls).toBe(36);
  });

  it('is refused at the end of the process', async () => {
    await shared.task.stop();
    await expect(shared.newest()).rejects.toMatchObject({ status: 503 });
    shared.task.start();
  });
});

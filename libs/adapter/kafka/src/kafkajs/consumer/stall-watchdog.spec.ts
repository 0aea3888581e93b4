import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { ConsumerStalledError } from '../../errors.js';
import { AssignedShard, type AssignedTopic } from '../shards/assigned-shard.js';
import { StallWatchdog } from './stall-watchdog.js';

const STALL_MS = 10_000;

interface Change {
  /** Where an open transaction begins. */
  readonly open_at?: number;
  readonly paused?: boolean;
  readonly lost?: boolean;
  readonly sibling_moves?: 'waits in line' | 'is never brought';
}

describe('a consumer is reported as stalled', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  /** What became of a topic of a shard at offset 5 after `ms`, while it ends at `high`. */
  async function after(ms: number, high: number, change: Change = {}, answers = true): Promise<Error | null> {
    const shard = new AssignedShard(3, ['t', 'sibling'], Date.now());
    const [topic] = shard.topics as [AssignedTopic];
    for (const one of shard.topics) one.next_fetch = 5;
    topic.paused = change.paused ?? false;
    shard.lost = change.lost ?? false;
    let failed: Error | null = null;
    const watchdog = new StallWatchdog({
      stall_timeout_ms: STALL_MS,
      topics: () => shard.topics,
      offsets: (at) =>
        answers ? Promise.resolve({ high: at.topic === 't' ? high : 5 }) : Promise.reject(new Error('away')),
      stable: () => Promise.resolve(change.open_at ?? high),
      fail: (cause) => (failed ??= cause),
    });
    if (change.sibling_moves !== undefined) worksOnSibling(shard, change.sibling_moves);
    await jest.advanceTimersByTimeAsync(ms);
    watchdog.stop();
    return failed;
  }

  /**
   * A long batch of the sibling that moves now and then; the topic waits in line behind it, or nobody brings
   * it.
   */
  function worksOnSibling(shard: AssignedShard, topic: 'waits in line' | 'is never brought'): void {
    const [first, sibling] = shard.topics as [AssignedTopic, AssignedTopic];
    void shard.inTurn(
      sibling,
      () =>
        new Promise(() => {
          setInterval(() => sibling.moved(5, Date.now()), STALL_MS / 5);
        }),
    );
    if (topic === 'waits in line') void shard.inTurn(first, () => Promise.resolve());
  }

  it.each<[string, number, number, Change, boolean, boolean]>([
    ['messages wait and it does not move', STALL_MS * 2, 9, {}, true, true],
    ['not before its time', STALL_MS - 1, 9, {}, true, false],
    ['nothing waits', STALL_MS * 2, 5, {}, true, false],
    ['only the marker of the newest transaction waits', STALL_MS * 2, 6, {}, true, false],
    ['what waits is in an open transaction', STALL_MS * 2, 9, { open_at: 5 }, true, false],
    ['only a marker waits before an open transaction', STALL_MS * 2, 9, { open_at: 6 }, true, false],
    ['messages wait before an open transaction', STALL_MS * 2, 9, { open_at: 7 }, true, true],
    ['it was paused', STALL_MS * 2, 9, { paused: true }, true, false],
    ['the shard is no longer its own', STALL_MS * 2, 9, { lost: true }, true, false],
    ['the broker does not answer', STALL_MS * 2, 9, {}, false, false],
    [
      'it waits for its turn while a sibling moves',
      STALL_MS * 2,
      9,
      { sibling_moves: 'waits in line' },
      true,
      false,
    ],
    [
      'a sibling moves and the client never brings it',
      STALL_MS * 2,
      9,
      { sibling_moves: 'is never brought' },
      true,
      true,
    ],
  ])('%s', async (_name, ms, high, change, answers, stalled) => {
    const failed = await after(ms, high, change, answers);
    expect(failed).toEqual(stalled ? expect.any(ConsumerStalledError) : null);
    if (stalled) expect(failed?.message).toContain('t/3 at 5 of 9');
  });

  it('soon enough', async () => {
    expect(await after(STALL_MS * 1.5, 9)).toBeInstanceOf(ConsumerStalledError);
  });
});

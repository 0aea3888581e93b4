import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { HistoryTruncatedError, PositionBeyondLogError, TopicReplacedError } from '../../errors.js';
import { AssignedShard } from '../shards/assigned-shard.js';
import { LogWatch } from './log-watch.js';

interface Report {
  readonly topic_id: string | null;
  readonly low: number;
  readonly high: number;
}

const SOUND: Report = { topic_id: 'a', low: 0, high: 9 };
const MAX_MS = 15_000;

describe('a running consumer is told of another log', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  /**
   * What became of a partition at offset 5 of topic `a` after `ms`; the broker tells these, the last one for
   * ever; null: nothing.
   */
  async function after(
    ms: number,
    reported: readonly (Report | null)[],
    change: { lost?: boolean; moves?: boolean } = {},
  ): Promise<Error | null> {
    const shard = new AssignedShard(3, ['t'], Date.now());
    shard.lost = change.lost ?? false;
    const topic =
      shard.topics[0] ??
      (() => {
        throw new Error('no topic');
      })();
    Object.assign(topic, { next_fetch: 5, topic_id: 'a' });
    let polls = -1;
    let failed: Error | null = null;
    const now = (): Report | null => reported[Math.min(polls, reported.length - 1)] ?? null;
    const watch = new LogWatch({
      topics: () => [topic],
      topicIds: () => {
        polls += 1;
        if (change.moves === true) topic.next_fetch = (topic.next_fetch ?? 0) + 1;
        const log = now();
        return log === null
          ? Promise.reject(new Error('away'))
          : Promise.resolve(new Map([['t', log.topic_id]]));
      },
      offsets: () => Promise.resolve(new Map([[3, now() ?? SOUND]])),
      fail: (cause) => (failed ??= cause),
    });
    await jest.advanceTimersByTimeAsync(ms);
    watch.stop();
    return failed;
  }

  it.each<[string, readonly (Report | null)[], { lost?: boolean; moves?: boolean }, unknown]>([
    ['it is the same', [SOUND], {}, null],
    ['another topic', [SOUND, { ...SOUND, topic_id: 'b' }], {}, TopicReplacedError],
    ['no topic', [{ topic_id: null, low: 0, high: 0 }], {}, TopicReplacedError],
    ['no topic, once', [{ topic_id: null, low: 0, high: 0 }, SOUND], {}, null],
    ['it ends before what was read', [{ ...SOUND, high: 4 }], {}, PositionBeyondLogError],
    ['it ended before what was read, once', [{ ...SOUND, high: 4 }, SOUND], {}, null],
    ['it begins after what was read', [{ ...SOUND, low: 6 }], {}, HistoryTruncatedError],
    ['it begins after where it was, and it moved', [{ ...SOUND, low: 6 }], { moves: true }, null],
    ['another topic, and it moved', [{ ...SOUND, topic_id: 'b' }], { moves: true }, TopicReplacedError],
    ['the broker does not answer', [null], {}, null],
    [
      'no topic, no answer, no topic',
      [{ topic_id: null, low: 0, high: 0 }, null, { topic_id: null, low: 0, high: 0 }],
      {},
      TopicReplacedError,
    ],
    ['the shard is no longer its own', [{ ...SOUND, topic_id: 'b' }], { lost: true }, null],
  ])('%s', async (_name, reported, change, expected) => {
    expect(await after(MAX_MS, reported, change)).toEqual(
      expected === null ? null : expect.any(expected as typeof Error),
    );
  });

  it('at the first check if it is another topic', async () => {
    expect(await after(5_000, [{ ...SOUND, topic_id: 'b' }])).toBeInstanceOf(TopicReplacedError);
  });
});

import { describe, expect, it } from '@jest/globals';
import { HistoryTruncatedError, PositionBeyondLogError, TopicReplacedError } from '../../errors.js';
import { AssignedShard, type AssignedTopic } from '../shards/assigned-shard.js';
import { LogGuard } from './log-guard.js';

type Report = string | null | 'no answer' | 'silence';

/** At offset 5 of topic `a`. */
function standing(): AssignedTopic {
  const [topic] = new AssignedShard(3, ['t'], 0).topics as [AssignedTopic];
  return Object.assign(topic, { next_fetch: 5, topic_id: 'a' });
}

/** A broker that tells these ids, the last one for ever, and these ends. */
function guarding(reported: readonly Report[], ends = { low: 0, high: 9 }) {
  let asked = 0;
  const topicIds = (): Promise<Map<string, string | null>> => {
    const id = reported[Math.min(asked, reported.length - 1)] ?? null;
    asked += 1;
    if (id === 'silence') return new Promise(() => undefined);
    return id === 'no answer' ? Promise.reject(new Error('away')) : Promise.resolve(new Map([['t', id]]));
  };
  return { guard: new LogGuard({ topicIds, offsets: () => Promise.resolve(ends) }), asked: () => asked };
}

describe('fetched messages are handled', () => {
  it.each<[string, Report[], unknown]>([
    ['when it is of its log', ['a'], true],
    ['not when it is of another', ['b'], TopicReplacedError],
    ['not when there is no topic', [null], TopicReplacedError],
    ['when the broker says so after a while', ['no answer', 'no answer', 'a'], true],
    ['not when it then says something else', ['no answer', 'b'], TopicReplacedError],
  ])('%s', async (_case, reported, outcome) => {
    const { guard } = guarding(reported);
    const answer = await guard
      .isOfItsLog(standing(), performance.now(), () => true)
      .catch((error: unknown) => error);
    expect(answer).toEqual(typeof outcome === 'function' ? expect.any(outcome) : outcome);
  });

  it('not when the consumer stops: an unavailable or silent broker is not asked again', async () => {
    for (const reported of ['no answer', 'silence'] as const) {
      const { guard, asked } = guarding([reported]);
      expect(await guard.isOfItsLog(standing(), performance.now(), () => asked() < 2)).toBe(false);
      expect(asked()).toBe(2);
    }
  });

  it('after one question for all partitions of a fetch, and another for the next fetch', async () => {
    const { guard, asked } = guarding(['a', 'b']);
    const fetched_ms = performance.now();
    for (let partition = 0; partition < 3; partition += 1)
      expect(await guard.isOfItsLog(standing(), fetched_ms, () => true)).toBe(true);
    expect(asked()).toBe(1);
    const next_ms = performance.now() + 1;
    await expect(guard.isOfItsLog(standing(), next_ms, () => true)).rejects.toThrow(TopicReplacedError);
    expect(asked()).toBe(2);
  });
});

describe('a client whose offset was refused', () => {
  it.each<[string, Report, { low: number; high: number }, unknown]>([
    ['may go back to where its place still is', 'a', { low: 0, high: 9 }, undefined],
    ['at the end of the log', 'a', { low: 0, high: 5 }, undefined],
    ['at its beginning', 'a', { low: 5, high: 9 }, undefined],
    ['not where its place was deleted', 'a', { low: 6, high: 9 }, HistoryTruncatedError],
    ['not beyond the end', 'a', { low: 0, high: 4 }, PositionBeyondLogError],
    ['not in another topic', 'b', { low: 0, high: 9 }, TopicReplacedError],
    ['is told nothing while the broker is unavailable', 'no answer', { low: 6, high: 9 }, undefined],
  ])('%s', async (_case, reported, ends, outcome) => {
    const answer = await guarding([reported], ends)
      .guard.requirePlace(standing())
      .catch((error: unknown) => error);
    expect(answer).toEqual(outcome === undefined ? undefined : expect.any(outcome as typeof Error));
  });
});

import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { partOf } from '@stockproof/testing/kit';
import type { Consumer } from 'kafkajs';
import { InformationalCommits } from './informational-commits.js';

const at = (partition: number, topic = 't') => ({ topic, partition });

describe('informational commits to Kafka', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  function committing(answer: () => Promise<void> = () => Promise.resolve()) {
    const reported: string[][] = [];
    const commitOffsets = (
      offsets: { topic: string; partition: number; offset: string }[],
    ): Promise<void> => {
      reported.push(offsets.map(({ topic, partition, offset }) => `${topic}/${partition} ${offset}`));
      return answer();
    };
    return { commits: new InformationalCommits(partOf<Consumer>({ commitOffsets })), reported };
  }

  it('are sent every second, the newest offset per partition, and only if one has moved', async () => {
    const { commits, reported } = committing();
    commits.note(at(0), 5);
    commits.note(at(0), 7);
    commits.note(at(1), 3);
    commits.note(at(0, 'other'), 9);
    await jest.advanceTimersByTimeAsync(999);
    expect(reported).toEqual([]);
    await jest.advanceTimersByTimeAsync(1);
    expect(reported).toEqual([['t/0 7', 't/1 3', 'other/0 9']]);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(reported).toHaveLength(1);
    commits.note(at(0), 8);
    await jest.advanceTimersByTimeAsync(1_000);
    expect(reported.at(-1)).toEqual(['t/0 8']);
    await commits.stop();
  });

  it('are not repeated after a failure', async () => {
    const { commits, reported } = committing(() => Promise.reject(new Error('rebalancing')));
    commits.note(at(0), 5);
    await jest.advanceTimersByTimeAsync(3_000);
    expect(reported).toEqual([['t/0 5']]);
    await expect(commits.stop()).resolves.toBeUndefined();
  });

  it('include the last ones at the end, and none follow', async () => {
    const { commits, reported } = committing();
    commits.note(at(0), 5);
    await commits.stop();
    expect(reported).toEqual([['t/0 5']]);
    commits.note(at(0), 6);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(reported).toHaveLength(1);
  });
});

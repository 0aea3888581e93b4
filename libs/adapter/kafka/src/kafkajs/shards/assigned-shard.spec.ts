import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { AssignedShard, type AssignedTopic } from './assigned-shard.js';

function shardOf(...topics: string[]): [AssignedShard, AssignedTopic[]] {
  const shard = new AssignedShard(3, topics, 0);
  return [shard, [...shard.topics]];
}

describe('a shard that is held', () => {
  it('handles one batch at a time, in order of arrival, also after a failed one', async () => {
    const [shard, [a, b]] = shardOf('a', 'b') as [AssignedShard, [AssignedTopic, AssignedTopic]];
    const order: string[] = [];
    let busy = 0;
    const batch = (topic: AssignedTopic, name: string, fails = false) =>
      shard.inTurn(topic, async () => {
        busy += 1;
        expect(busy).toBe(1);
        await turn();
        order.push(name);
        busy -= 1;
        if (fails) throw new Error(name);
      });
    const done = Promise.allSettled([batch(a, 'a1'), batch(b, 'b1', true), batch(a, 'a2')]);
    await shard.idle();
    expect(order).toEqual(['a1', 'b1', 'a2']);
    expect((await done).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  it('pauses the waiting topic together with the current one, and no other', async () => {
    const [shard, [a, b, c]] = shardOf('a', 'b', 'c') as [
      AssignedShard,
      [AssignedTopic, AssignedTopic, AssignedTopic],
    ];
    const times = () => [a, b, c].map((topic) => topic.progressed_at_ms);
    let end: () => void = () => undefined;
    const first = shard.inTurn(a, () => new Promise<void>((resolve) => (end = resolve)));
    const second = shard.inTurn(b, async () => b.moved(1, 30));
    await turn();
    a.moved(1, 10);
    expect(times()).toEqual([10, 10, 0]);
    b.moved(0, 20);
    expect(times()).toEqual([10, 20, 0]);
    end();
    await Promise.all([first, second]);
    expect(times()).toEqual([10, 30, 0]);
  });
});

describe('what waits in a partition', () => {
  const state = { high_watermark: 10, next_fetch: 4 };

  it.each<[string, (topic: AssignedTopic) => void, object]>([
    ['nothing was fetched yet', () => undefined, { messages: 6, oldest_ms: null }],
    [
      'a batch is in work: its first message',
      (topic) => topic.reached({ timestamp: '1000' }),
      { messages: 6, oldest_ms: 1_000 },
    ],
    [
      'a batch is done and more waits: its last message, until more is fetched',
      (topic) => {
        topic.moved(8, 0);
        topic.reached({ timestamp: 2_000 });
      },
      { messages: 2, oldest_ms: 2_000 },
    ],
    [
      'all is applied',
      (topic) => {
        topic.reached({ timestamp: 2_000 });
        topic.moved(10, 0);
      },
      { messages: 0, oldest_ms: null },
    ],
  ])('%s', (_case, change, expected) => {
    const [, [topic]] = shardOf('a') as [AssignedShard, [AssignedTopic]];
    Object.assign(topic, state);
    change(topic);
    expect(topic.backlog()).toEqual({ topic: 'a', partition: 3, ...expected });
  });
});

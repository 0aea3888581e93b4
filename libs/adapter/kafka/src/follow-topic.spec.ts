import { expect, it } from '@jest/globals';
import { partOf } from '@stockproof/testing/kit';
import { followTopic } from './follow-topic.js';
import type { Broker, ConsumedMessage, ShardHandler } from './port.js';

it('a topic is followed from its current end, and after a rebalance from the last position', async () => {
  let handler: ShardHandler | undefined;
  let closed = false;
  const broker = partOf<Broker>({
    admin: async () => ({
      offsets: async () =>
        new Map([
          [0, { low: 0, high: 7 }],
          [1, { low: 3, high: 3 }],
        ]),
      close: async () => void (closed = true),
    }),
    consume: async (_options: unknown, given: ShardHandler) => {
      handler = given;
      return {};
    },
  });
  const seen: number[] = [];
  await followTopic(broker, {
    topic: 't',
    group_prefix: 'p',
    max_batch: 1,
    min_bytes: 1,
    max_wait_ms: 1,
    onMessages: (messages) => seen.push(...messages.map(({ offset }) => offset)),
  });
  const given = async (partition: number): Promise<unknown> =>
    (await handler?.assigned({ partition, topics: ['t'], topic_ids: new Map() }))?.get('t');
  const messages = (...offsets: number[]): ConsumedMessage[] =>
    offsets.map((offset) => ({ offset }) as ConsumedMessage);
  expect([closed, await given(0), await given(1), await given(2)]).toEqual([true, 7, 3, null]);
  await handler?.handle({ topic: 't', partition: 0, messages: messages(7, 9), high_watermark: 10 });
  expect([seen, await given(0), await given(1)]).toEqual([[7, 9], 10, 3]);
});

import { describe, expect, it } from '@jest/globals';
import { partOf } from '@stockproof/testing/kit';
import type { Broker, ConsumedMessage, ShardHandler } from './port.js';
import { type ReadRange, presentRanges, type RangeMessage, readRanges } from './read-ranges.js';

const ENDS = new Map([
  [0, { low: 2, high: 1_500 }],
  [1, { low: 0, high: 4 }],
]);
const range = (partition: number, from_offset: number, to_offset: number): ReadRange => ({
  topic: 't',
  partition,
  from_offset,
  to_offset,
});

/**
 * A topic of these ends with a message at every offset, handed out in batches; what was begun, read and
 * closed.
 */
function reading(failed: Promise<void> = new Promise(() => undefined)) {
  const seen = { begun: [] as string[], stopped: 0, closed: 0 };
  const positions = new Map<string, number>();
  const deliver = async (handler: ShardHandler): Promise<void> => {
    for (const [partition, { high }] of ENDS) {
      const from = (await handler.assigned({ partition, topics: ['t'], topic_ids: new Map() })).get('t') ?? 0;
      seen.begun.push(`${partition}@${from}`);
      const messages = Array.from(
        { length: high - from },
        (_one, at) => ({ offset: from + at }) as ConsumedMessage,
      );
      if (messages.length > 0)
        await handler.handle({ topic: 't', partition, messages, high_watermark: high });
      positions.set(`t/${partition}`, high);
    }
  };
  const broker = partOf<Broker>({
    admin: async () => ({ offsets: async () => ENDS, close: async () => void (seen.closed += 1) }),
    consume: async (_options: unknown, handler: ShardHandler) => {
      void deliver(handler);
      return { failed, positions: () => positions, stop: async () => void (seen.stopped += 1) };
    },
  });
  return { broker, seen };
}

describe('readRanges', () => {
  it.each<[string, ReadRange[], number[], string[]]>([
    ['what lies within, and nothing else', [range(0, 3, 6)], [3, 4, 5], ['0@3', '1@4']],
    ['of several partitions', [range(0, 2, 3), range(1, 1, 3)], [2, 1, 2], ['0@2', '1@1']],
    ['nothing of an empty range next to another', [range(0, 5, 5), range(1, 0, 1)], [0], ['0@1500', '1@0']],
    ['nothing at all of empty ranges: nobody is asked', [range(0, 5, 5)], [], []],
  ])('gives %s', async (_case, ranges, offsets, begun) => {
    const { broker, seen } = reading();
    const found: number[] = [];
    await readRanges(broker, {
      group_prefix: 'p.',
      ranges,
      onMessages: (messages) => void found.push(...messages.map(({ offset }) => offset)),
    });
    expect([found, seen.begun, seen.stopped]).toEqual([offsets, begun, begun.length === 0 ? 0 : 1]);
  });

  it('hands over slices in order, each after the one before is done', async () => {
    const { broker } = reading();
    const sizes: number[] = [];
    let busy = false;
    let next = 2;
    await readRanges(broker, {
      group_prefix: 'p.',
      ranges: [range(0, 2, 1_500)],
      onMessages: async (messages: readonly RangeMessage[]) => {
        expect([busy, messages[0]?.offset, messages[0]?.partition]).toEqual([false, next, 0]);
        busy = true;
        await new Promise((done) => setTimeout(done, 2));
        busy = false;
        next += messages.length;
        sizes.push(messages.length);
      },
    });
    expect([sizes, next]).toEqual([[500, 500, 498], 1_500]);
  });

  it('ends with the error of whoever takes the messages, or of the reader, and closes both ways', async () => {
    const broken = reading();
    await expect(
      readRanges(broken.broker, {
        group_prefix: 'p.',
        ranges: [range(0, 2, 9)],
        onMessages: () => Promise.reject(new Error('no')),
      }),
    ).rejects.toThrow('no');
    const failed = Promise.reject(new Error('truncated'));
    failed.catch(() => undefined);
    const lost = reading(failed);
    await expect(
      readRanges(lost.broker, {
        group_prefix: 'p.',
        ranges: [range(0, 2, 2_000)],
        onMessages: () => undefined,
      }),
    ).rejects.toThrow('truncated');
    expect([broken.seen.stopped, lost.seen.stopped]).toEqual([1, 1]);
  });

  it('knows what a topic holds now', async () => {
    const { broker, seen } = reading();
    expect(await presentRanges(broker, 't')).toEqual([range(0, 2, 1_500), range(1, 0, 4)]);
    expect(seen.closed).toBe(1);
  });
});

import { describe, expect, it } from '@jest/globals';
import { partOf } from '@stockproof/testing/kit';
import type { Broker, ConsumedMessage } from './port.js';
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
 * A topic of these ends with a message at every offset, fetched ten and 600 at a time; what was fetched and
 * closed.
 */
function reading(ids: readonly string[] = ['one'], fetched_at_most = [10, 600]) {
  const seen = { fetched: [] as string[], closed: 0, admins_closed: 0 };
  let asked = 0;
  const fetch = async (_topic: string, positions: ReadonlyMap<number, number>) =>
    [...positions].map(([partition, from]) => {
      seen.fetched.push(`${partition}@${from}`);
      const { high } = ENDS.get(partition) ?? { high: 0 };
      const most = fetched_at_most[Math.min(seen.fetched.length, fetched_at_most.length) - 1] ?? 1;
      const messages = Array.from(
        { length: Math.min(most, high - from) },
        (_one, at) => ({ offset: from + at }) as ConsumedMessage,
      );
      return { partition, messages, next_offset: from + messages.length };
    });
  const broker = partOf<Broker>({
    admin: async () => ({
      offsets: async () => ENDS,
      topicIds: async () => new Map([['t', ids[Math.min((asked += 1), ids.length) - 1] ?? null]]),
      close: async () => void (seen.admins_closed += 1),
    }),
    reader: async () => ({ fetch, close: async () => void (seen.closed += 1) }),
  });
  return { broker, seen };
}

describe('readRanges', () => {
  it.each<[string, ReadRange[], number[], string[]]>([
    ['what lies within, and nothing else', [range(0, 3, 6)], [3, 4, 5], ['0@3']],
    ['of several partitions', [range(0, 2, 3), range(1, 1, 3)], [2, 1, 2], ['0@2', '1@1']],
    ['nothing of an empty range next to another', [range(0, 5, 5), range(1, 0, 1)], [0], ['1@0']],
    [
      'what takes several fetches',
      [range(0, 2, 14)],
      [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13],
      ['0@2', '0@12'],
    ],
    ['nothing at all of empty ranges: nobody is asked', [range(0, 5, 5)], [], []],
  ])('gives %s', async (_case, ranges, offsets, fetched) => {
    const { broker, seen } = reading();
    const found: number[] = [];
    await readRanges(broker, {
      ranges,
      onMessages: (messages) => void found.push(...messages.map(({ offset }) => offset)),
    });
    expect([found, seen.fetched, seen.closed]).toEqual([offsets, fetched, fetched.length === 0 ? 0 : 1]);
  });

  it('passes slices in order, each after the one before is done', async () => {
    const { broker } = reading();
    const sizes: number[] = [];
    let busy = false;
    let next = 2;
    await readRanges(broker, {
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
    expect([sizes, next]).toEqual([[10, 500, 100, 500, 100, 288], 1_500]);
  });

  it('ends with the error of its receiver, and closes', async () => {
    const { broker, seen } = reading();
    const onMessages = () => Promise.reject(new Error('no'));
    await expect(readRanges(broker, { ranges: [range(0, 2, 9)], onMessages })).rejects.toThrow('no');
    expect(seen.closed).toBe(1);
  });

  it('counts nothing of a topic that was recreated during the read', async () => {
    const { broker } = reading(['one', 'another']);
    const onMessages = () => undefined;
    await expect(readRanges(broker, { ranges: [range(0, 2, 9)], onMessages })).rejects.toThrow(
      'created again',
    );
  });

  it('knows the current offsets of a topic', async () => {
    const { broker, seen } = reading();
    expect(await presentRanges(broker, 't')).toEqual([range(0, 2, 1_500), range(1, 0, 4)]);
    expect(seen.admins_closed).toBe(1);
  });
});

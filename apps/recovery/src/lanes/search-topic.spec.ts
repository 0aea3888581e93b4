import { describe, expect, it } from '@jest/globals';
import type { Broker, BrokerAdmin, PartitionReader, RangeMessage } from '@stockproof/kafka';
import { partOf } from '@stockproof/testing/kit';
import { MAX_OFFSETS, searchTopic } from './search-topic.js';

/** A partition with one message a second from the epoch on; `versions` are those that some offsets tell of. */
function brokerOf(low: number, high: number, versions: Readonly<Record<number, number>>) {
  const fetched: number[] = [];
  const reader = partOf<PartitionReader>({
    fetch: (_topic: string, positions: ReadonlyMap<number, number>) => {
      const from = positions.get(0) ?? 0;
      const messages = Array.from({ length: Math.min(100, high - from) }, (_none, at) => ({
        ...{ offset: from + at, key: null, value: null, headers: {}, timestamp: (from + at) * 1_000 },
      }));
      fetched.push(from);
      return Promise.resolve([{ partition: 0, messages, next_offset: from + messages.length }]);
    },
    close: () => Promise.resolve(),
  });
  const admin = partOf<BrokerAdmin>({
    offsets: () => Promise.resolve(new Map([[0, { low, high }]])),
    offsetsAt: (_topic, ms) =>
      Promise.resolve(new Map([[0, Math.min(high, Math.max(low, Math.ceil(ms / 1_000)))]])),
    close: () => Promise.resolve(),
  });
  const broker = partOf<Broker>({
    reader: () => Promise.resolve(reader),
    admin: () => Promise.resolve(admin),
  });
  const read = ({ offset, timestamp }: RangeMessage) => ({
    time_ms: timestamp,
    of_version: versions[offset] === undefined ? null : { version: versions[offset], found: offset },
  });
  const search = (patience_ms: number, ...wanted: (readonly [number, number])[]) =>
    searchTopic(broker, {
      ...{ topic: 't', partition: 0, read },
      wanted: wanted.map(([version, second]) => ({ version, accepted_ms: second * 1_000, patience_ms })),
    });
  return { search, fetched };
}

describe('a search of a partition', () => {
  it('reads from shortly before the version, and not what lies between versions', async () => {
    const { search, fetched } = brokerOf(0, 1_000_000, { 5_000: 1, 900_000: 2 });
    const { found, unsearched } = await search(60_000, [1, 5_000], [2, 900_000]);
    expect([[...found], [...unsearched]]).toEqual([
      [
        [1, 5_000],
        [2, 900_000],
      ],
      [],
    ]);
    expect([fetched[0], fetched.length]).toEqual([4_998, 10]);
  });

  it('takes the first of two messages of a version', async () => {
    const { found } = await brokerOf(0, 400, { 10: 1, 20: 1 }).search(60_000, [1, 10]);
    expect([...found]).toEqual([[1, 10]]);
  });

  it('gives up when messages are later than its patience, and says so by nothing', async () => {
    const { search, fetched } = brokerOf(0, 100_000, { 9_000: 1 });
    const { found, unsearched } = await search(60_000, [1, 10]);
    expect([found.size, unsearched.size, Math.max(...fetched) < 1_000]).toEqual([0, 0, true]);
  });

  it('reads at most so many offsets, and names what it did not look for', async () => {
    const { search, fetched } = brokerOf(0, 100_000, {});
    const { unsearched } = await search(Infinity, [1, 10], [2, 20]);
    expect([...unsearched]).toEqual([1, 2]);
    expect(fetched).toHaveLength(MAX_OFFSETS / 100);
  });

  it('tells a version that the topic may have deleted', async () => {
    const { not_kept } = await brokerOf(500, 600, {}).search(60_000, [1, 10], [2, 550]);
    expect([...not_kept]).toEqual([1]);
  });
});

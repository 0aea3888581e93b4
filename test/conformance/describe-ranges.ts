import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Broker, HistoryTruncatedError, presentRanges, readRanges } from '@stockproof/kafka';
import { kafkaClient, runningStack } from '@stockproof/testing';
import { type Bench, numbers, openBench } from './bench.js';

/** What any client library behind the port must do when it reads ranges without a group, on a real broker. */
export function describeRanges(connect: () => Broker): void {
  describe('reading ranges', () => {
    let bench: Bench;
    const read = async (partition = 0, from_offset?: number): Promise<[number, number][]> => {
      const found: [number, number][] = [];
      const ranges = (await presentRanges(bench.broker, bench.topic))
        .filter((range) => range.partition === partition)
        .map((range) => ({ ...range, from_offset: from_offset ?? range.from_offset }));
      const onMessages = (messages: readonly { offset: number; value: Buffer | null }[]): void =>
        void found.push(...messages.map(({ offset, value }): [number, number] => [offset, Number(value)]));
      await readRanges(bench.broker, { ranges, onMessages });
      return found;
    };

    beforeEach(async () => {
      bench = await openBench(connect());
    });
    afterEach(() => bench.admin.close());

    it('returns every message once and in order, over many fetches', async () => {
      await bench.send(5_000);
      await bench.send(3, 1);
      expect(await read()).toEqual(numbers(0, 5_000).map((value) => [Number(value), Number(value)]));
      expect(await read(1)).toHaveLength(3);
    });

    it('returns committed messages, not aborted ones, and skips markers up to the end', async () => {
      const producer = kafkaClient(runningStack()).producer({
        transactionalId: bench.topic,
        idempotent: true,
        maxInFlightRequests: 1,
      });
      await producer.connect();
      for (const [value, end] of [
        ['1', 'commit'],
        ['2', 'abort'],
        ['3', 'commit'],
        ['4', 'abort'],
      ] as const) {
        const transaction = await producer.transaction();
        await transaction.send({ topic: bench.topic, messages: [{ partition: 0, value }] });
        await transaction[end]();
      }
      await producer.disconnect();
      // Each transaction has a marker, which takes one more offset.
      expect(await read()).toEqual([
        [0, 1],
        [4, 3],
      ]);
    });

    it('tells where the messages of a time begin, and the end for a time that is to come', async () => {
      await bench.send(3);
      await bench.send(1, 1);
      expect(await bench.admin.offsetsAt(bench.topic, 0)).toMatchObject(
        new Map([
          [0, 0],
          [1, 0],
        ]),
      );
      const later = await bench.admin.offsetsAt(bench.topic, Date.now() + 60_000);
      expect([later.get(0), later.get(1)]).toEqual([3, 1]);
    });

    it('refuses a range whose beginning was deleted', async () => {
      await bench.send(10);
      await bench.admin.deleteBefore(bench.topic, new Map([[0, 4]]));
      await expect(read(0, 2)).rejects.toThrow(HistoryTruncatedError);
      expect(await read()).toEqual(numbers(4, 10).map((value) => [Number(value), Number(value)]));
    });
  });
}

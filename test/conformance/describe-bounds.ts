import { randomBytes } from 'node:crypto';
import { MESSAGE, UNPACKED_BATCH_BYTES } from '@stockproof/bounds';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Broker, MessageTooLargeError, presentRanges, readRanges } from '@stockproof/kafka';
import { eventually, PACKINGS, sendPacked } from '@stockproof/testing';
import { type Bench, openBench } from './bench.js';

const BOMB = Buffer.alloc(UNPACKED_BATCH_BYTES + 500_000, 'a');

/**
 * What any client library behind the port must do with messages and batches that are too large, on a real
 * broker.
 */
export function describeBounds(connect: () => Broker): void {
  describe('bounds', () => {
    let bench: Bench;

    beforeEach(async () => {
      bench = await openBench(connect());
    });
    afterEach(() => bench.admin.close());

    it.each(PACKINGS)('reads batches that a foreign producer packed with %s', async (packing) => {
      await sendPacked(bench.topic, packing, 0, [
        { key: 'a', value: 'x'.repeat(300) },
        { key: null, value: null, headers: { h: '1' } },
      ]);
      expect(await seen(bench)).toEqual([
        ['0', 'x'.repeat(300), null],
        ['1', null, null],
      ]);
    });

    it.each(PACKINGS.filter((packing) => packing !== 'none'))(
      'continues after a batch that %s makes small, and reports each of its offsets',
      async (packing) => {
        await bench.send(1, 0, 7);
        await sendPacked(bench.topic, packing, 0, [{ value: 'good' }, { value: BOMB }, { value: 'lost' }]);
        await bench.send(1, 0, 9);
        const expected = [
          ['0', '7', null],
          ['1', 'good', null],
          ['2', '', 'too_large'],
          ['3', '', 'too_large'],
          ['4', '9', null],
        ];
        expect(await seen(bench)).toEqual(expected);
        const ranges: unknown[] = [];
        const onMessages = (messages: readonly { offset: number }[]): void =>
          void ranges.push(...messages.map(({ offset }) => offset));
        await readRanges(bench.broker, {
          ranges: await presentRanges(bench.broker, bench.topic),
          onMessages,
        });
        expect(ranges).toEqual([0, 1, 2, 3, 4]);
      },
    );

    it('accepts the maximum of headers, and reports one more', async () => {
      const headers = (count: number) =>
        Object.fromEntries(Array.from({ length: count }, (_one, index) => [`h${index}`, 'x']));
      await sendPacked(bench.topic, 'none', 0, [
        { value: 'a', headers: headers(MESSAGE.headers) },
        { value: 'b', headers: headers(MESSAGE.headers + 1) },
      ]);
      expect(await seen(bench)).toEqual([
        ['0', 'a', null],
        ['1', 'b', 'too_large'],
      ]);
    });

    it('reports that a message was refused for its size, and continues to send', async () => {
      const topic = `${bench.topic}-small`;
      await bench.admin.ensureTopics([
        { name: topic, partitions: 1, config: { 'max.message.bytes': '2000' } },
      ]);
      const producers = [await bench.broker.producer(), await bench.broker.fencedProducer(topic)];
      for (const producer of producers) {
        const send = (value: Buffer) => producer.send(topic, [{ partition: 0, key: null, value }]);
        await expect(send(randomBytes(5_000))).rejects.toThrow(MessageTooLargeError);
        if (producer === producers[0])
          await expect(send(randomBytes(500))).resolves.toMatchObject([{ base_offset: 0 }]);
        await producer.close();
      }
    });
  });
}

/** All records of a partition in offset order: the value, and the fault if there is one. */
async function seen(bench: Bench): Promise<(string | null)[][]> {
  const read: (string | null)[][] = [];
  const consumer = await bench.consume({
    handle: ({ messages }) => {
      read.push(
        ...messages.map(({ offset, value, fault }) => [
          String(offset),
          value?.toString() ?? null,
          fault?.reason ?? null,
        ]),
      );
      return Promise.resolve();
    },
  });
  try {
    const high = (await bench.admin.offsets(bench.topic)).get(0)?.high ?? 0;
    await Promise.race([eventually(async () => expect(read).toHaveLength(high)), consumer.failed]);
    expect(consumer.backlog().find(({ partition }) => partition === 0)?.messages).toBe(0);
  } finally {
    await consumer.stop();
  }
  return read;
}

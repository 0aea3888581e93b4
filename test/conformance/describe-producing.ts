import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Broker, PartitionCountError, ProducerFencedError } from '@stockproof/kafka';
import { eventually } from '@stockproof/testing';
import { type Bench, openBench, recorder } from './bench.js';

/** What any client library behind the port must do when it produces, on a real broker. */
export function describeProducing(connect: () => Broker): void {
  describe('producing', () => {
    let bench: Bench;

    beforeEach(async () => {
      bench = await openBench(connect());
    });
    afterEach(() => bench.admin.close());

    it('makes committed messages readable only, and skips markers', async () => {
      const record = recorder();
      const consumer = await bench.consume(record);
      const fenced = await bench.broker.fencedProducer(bench.topic);
      await fenced.send(bench.topic, [{ partition: 0, key: null, value: '0' }]);
      await fenced.send(bench.topic, [{ partition: 0, key: null, value: '1' }]);
      await eventually(async () => expect(record.values).toEqual(['0', '1']));
      const high = (await bench.admin.offsets(bench.topic)).get(0)?.high;
      await eventually(async () => expect(consumer.positions().get(`${bench.topic}/0`)).toBe(high));
      await fenced.close();
      await consumer.stop();
    });

    it('starts at a single marker, and delivers what comes directly after it', async () => {
      const record = recorder();
      const fenced = await bench.broker.fencedProducer(bench.topic);
      await fenced.send(bench.topic, [{ partition: 0, key: null, value: '0' }]);
      const marker = 1;
      record.positions.set(0, marker);
      const consumer = await bench.consume(record);
      await eventually(async () => expect(consumer.positions().get(`${bench.topic}/0`)).toBe(marker + 1));
      await fenced.send(bench.topic, [{ partition: 0, key: null, value: '1' }]);
      await eventually(async () =>
        expect([record.values, consumer.positions().get(`${bench.topic}/0`)]).toEqual([['1'], marker + 3]),
      );
      await fenced.close();
      await consumer.stop();
    });

    it('fences a producer whose id another one opened', async () => {
      const old = await bench.broker.fencedProducer(bench.topic);
      await old.send(bench.topic, [{ partition: 0, key: null, value: 'old' }]);
      const young = await bench.broker.fencedProducer(bench.topic);
      await expect(old.send(bench.topic, [{ partition: 0, key: null, value: 'late' }])).rejects.toThrow(
        ProducerFencedError,
      );
      await young.send(bench.topic, [{ partition: 0, key: null, value: 'young' }]);
      const record = recorder();
      const consumer = await bench.consume(record);
      await eventually(async () => expect(record.values).toEqual(['old', 'young']));
      await Promise.all([consumer.stop(), old.close(), young.close()]);
    });

    it('refuses a topic with another partition count', async () => {
      await expect(
        bench.admin.ensureTopics([{ name: bench.topic, partitions: 3, config: {} }]),
      ).rejects.toThrow(PartitionCountError);
      expect(await bench.admin.partitionCount(bench.topic)).toBe(2);
      expect(await bench.admin.partitionCount(`${bench.topic}-none`)).toBeNull();
    });
  });
}

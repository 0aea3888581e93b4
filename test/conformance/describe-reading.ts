import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Broker } from '@stockproof/kafka';
import { eventually } from '@stockproof/testing';
import { type Bench, numbers, openBench, recorder } from './bench.js';

/** What any client library behind the port must do when it consumes, on a real broker. */
export function describeReading(connect: () => Broker): void {
  describe('reading', () => {
    let bench: Bench;

    beforeEach(async () => {
      bench = await openBench(connect());
    });
    afterEach(() => bench.admin.close());

    it('keeps the order within a partition and delivers at most max_batch at once', async () => {
      const record = recorder();
      const sizes: number[] = [];
      await bench.send(250);
      const consumer = await bench.consume({
        ...record,
        handle: (batch) => {
          sizes.push(batch.messages.length);
          return record.handle(batch);
        },
      });
      await eventually(async () => expect(record.values).toEqual(numbers(0, 250)));
      expect(Math.max(...sizes)).toBeLessThanOrEqual(100);
      expect(consumer.backlog().find(({ partition }) => partition === 0)).toMatchObject({
        messages: 0,
        oldest_ms: null,
      });
      const ends = await consumer.ends(bench.topic);
      expect(ends.get(0)).toMatchObject({ low: 0, high: 250 });
      await consumer.stop();
    });

    it('continues from the offset that the application stored, whatever was committed', async () => {
      const record = recorder();
      await bench.send(20);
      record.positions.set(0, 15);
      const first = await bench.consume(record);
      await eventually(async () => expect(record.values).toEqual(numbers(15, 20)));
      await first.stop();
      record.positions.set(0, 3);
      record.values.length = 0;
      const second = await bench.consume(record);
      await eventually(async () => expect(record.values).toEqual(numbers(3, 20)));
      await second.stop();
    });

    it('never overlaps two batches of a partition', async () => {
      const record = recorder();
      let busy = 0;
      let most = 0;
      const consumer = await bench.consume(
        {
          ...record,
          handle: async (batch) => {
            busy += 1;
            most = Math.max(most, busy);
            await new Promise(setImmediate);
            busy -= 1;
            await record.handle(batch);
          },
        },
        { max_batch: 5 },
      );
      await bench.send(60);
      await eventually(async () => expect(record.values).toHaveLength(60));
      expect(most).toBe(1);
      await consumer.stop();
    });
  });
}

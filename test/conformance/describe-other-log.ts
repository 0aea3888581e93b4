import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type Broker,
  HistoryTruncatedError,
  PositionWentBackError,
  TopicReplacedError,
} from '@stockproof/kafka';
import { deleteTopic, eventually, recreateTopic, runningStack } from '@stockproof/testing';
import { type Bench, numbers, openBench, recorder } from './bench.js';

/** The promised time, plus the time for a group to start on a busy machine. */
const WITHIN_MS = 15_000 + 60_000;

/**
 * What any client library behind the port must do when its log was replaced by another one, on a real broker.
 */
export function describeOtherLog(connect: () => Broker): void {
  describe('another log', () => {
    let bench: Bench;

    beforeEach(async () => {
      bench = await openBench(connect());
    });
    afterEach(() => bench.admin.close());

    it(
      'is refused as a beginning if its history is deleted during a pause',
      async () => {
        const record = recorder();
        await bench.send(5);
        const consumer = await bench.consume(record);
        await eventually(async () => expect(record.values).toEqual(numbers(0, 5)));
        consumer.pause([{ topic: bench.topic, partition: 0 }]);
        await bench.send(10, 0, 5);
        await bench.admin.deleteBefore(bench.topic, new Map([[0, 8]]));
        consumer.resume([{ topic: bench.topic, partition: 0 }]);
        await expect(consumer.failed).rejects.toThrow(HistoryTruncatedError);
        expect(record.values).toEqual(numbers(0, 5));
        await consumer.stop();
      },
      WITHIN_MS,
    );

    it.each([
      ['shorter', 2],
      ['as long', 5],
      ['longer', 20],
    ])(
      'delivers nothing of a topic that was recreated meanwhile and is %s',
      async (_name, messages) => {
        const record = recorder();
        await bench.send(5);
        const consumer = await bench.consume(record);
        await eventually(async () => expect(record.values).toEqual(numbers(0, 5)));
        await recreateTopic(runningStack(), bench.topic);
        await bench.send(messages, 0, 100);
        await expect(consumer.failed).rejects.toThrow(TopicReplacedError);
        expect(record.values).toEqual(numbers(0, 5));
        await consumer.stop();
      },
      WITHIN_MS,
    );

    it(
      'ends the consumer if its topic is gone',
      async () => {
        const consumer = await bench.consume({});
        await deleteTopic(runningStack(), bench.topic);
        await expect(consumer.failed).rejects.toThrow(TopicReplacedError);
        await consumer.stop();
      },
      WITHIN_MS,
    );

    it.each([
      ['before what it committed', 3],
      ['none', null],
    ])(
      'refuses an offset, for a consumer that never goes back: %s',
      async (_name, stored) => {
        const record = recorder();
        await bench.send(5);
        const first = await bench.consume(record, { never_goes_back: true });
        await eventually(async () => expect(record.values).toEqual(numbers(0, 5)));
        await first.stop();
        const again = await bench.consume(
          {
            ...record,
            assigned: ({ partition }) =>
              Promise.resolve(new Map([[bench.topic, partition === 0 ? stored : null]])),
          },
          { never_goes_back: true },
        );
        await expect(again.failed).rejects.toThrow(PositionWentBackError);
        expect(record.values).toEqual(numbers(0, 5));
        await again.stop();
        const right = await bench.consume(record, { never_goes_back: true });
        await bench.send(1, 0, 5);
        await eventually(async () => expect(record.values).toEqual(numbers(0, 6)));
        await right.stop();
      },
      2 * WITHIN_MS,
    );
  });
}

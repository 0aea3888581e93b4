import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Broker, HistoryTruncatedError, PositionBeyondLogError } from '@stockproof/kafka';
import { type Bench, openBench } from './bench.js';

/** What any client library behind the port must do when a consumer fails, on a real broker. */
export function describeFailing(connect: () => Broker): void {
  describe('the failure of a consumer', () => {
    let bench: Bench;

    beforeEach(async () => {
      bench = await openBench(connect());
    });
    afterEach(() => bench.admin.close());

    it('is a rejection of the handler, whose batch is not delivered again', async () => {
      let calls = 0;
      await bench.send(1);
      const consumer = await bench.consume({
        handle: () => {
          calls += 1;
          return Promise.reject(new Error('the database said no'));
        },
      });
      await expect(consumer.failed).rejects.toThrow('the database said no');
      expect(calls).toBe(1);
      await consumer.stop();
    });

    it('is an offset beyond the log', async () => {
      await bench.send(2);
      const consumer = await bench.consume({ assigned: () => Promise.resolve(new Map([[bench.topic, 9]])) });
      await expect(consumer.failed).rejects.toThrow(PositionBeyondLogError);
      await consumer.stop();
    });

    it('is an offset whose history was deleted', async () => {
      await bench.send(10);
      await bench.admin.deleteBefore(bench.topic, new Map([[0, 8]]));
      const consumer = await bench.consume({
        assigned: ({ partition }) => Promise.resolve(new Map([[bench.topic, partition === 0 ? 5 : null]])),
      });
      await expect(consumer.failed).rejects.toThrow(HistoryTruncatedError);
      await consumer.stop();
    });
  });
}

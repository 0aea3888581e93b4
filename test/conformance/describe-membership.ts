import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Broker, type ShardHandler } from '@stockproof/kafka';
import { eventually } from '@stockproof/testing';
import { type Bench, openBench, recorder } from './bench.js';

/** What any client library behind the port must do about group membership, on a real broker. */
export function describeMembership(connect: () => Broker): void {
  describe('membership', () => {
    let bench: Bench;

    beforeEach(async () => {
      bench = await openBench(connect());
    });
    afterEach(() => bench.admin.close());

    it('assigns a partition to a second member and revokes it from the first', async () => {
      const reported: string[] = [];
      const note = (who: string): Partial<ShardHandler> => ({
        assigned: ({ partition }) =>
          Promise.resolve(void reported.push(`${who}+${partition}`)).then(() => new Map()),
        revoked: ({ partition }) => Promise.resolve(void reported.push(`${who}-${partition}`)),
      });
      const first = await bench.consume(note('a'));
      await eventually(async () => expect(reported).toEqual(expect.arrayContaining(['a+0', 'a+1'])));
      const second = await bench.consume(note('b'));
      await eventually(async () => {
        expect(reported).toEqual(expect.arrayContaining(['a-0', 'a-1']));
        expect(reported.filter((one) => one.startsWith('b+'))).toHaveLength(1);
      });
      await Promise.all([first.stop(), second.stop()]);
    });

    it('delivers nothing while it is paused', async () => {
      const record = recorder();
      const consumer = await bench.consume(record);
      await bench.send(1);
      await eventually(async () => expect(record.values).toHaveLength(1));
      consumer.pause([{ topic: bench.topic, partition: 0 }]);
      await bench.send(1, 0, 10);
      await bench.send(1, 1, 20);
      await eventually(async () => expect(record.values).toEqual(['0', '20']));
      consumer.resume([{ topic: bench.topic, partition: 0 }]);
      await eventually(async () => expect(record.values).toEqual(['0', '20', '10']));
      await consumer.stop();
    });
  });
}

import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Broker } from '@stockproof/kafka';
import { recreateTopic, runningStack } from '@stockproof/testing';
import { type Bench, openBench } from './bench.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** How any client library behind the port must identify the log of a name, on a real broker. */
export function describeIdentity(connect: () => Broker): void {
  describe('the identity of a topic', () => {
    let bench: Bench;

    beforeEach(async () => {
      bench = await openBench(connect());
    });
    afterEach(() => bench.admin.close());

    const idsOf = (...topics: string[]) => bench.admin.topicIds(topics);

    it('is the same for every client, and different from other topics', async () => {
      const other = `conformance-${randomUUID()}`;
      await bench.admin.ensureTopics([{ name: other, partitions: 1, config: {} }]);
      const ids = await idsOf(bench.topic, other);
      expect(ids.get(bench.topic)).toMatch(UUID);
      expect(ids.get(other)).not.toBe(ids.get(bench.topic));
      await bench.send(3);
      const admin = await connect().admin();
      expect(await admin.topicIds([bench.topic])).toEqual(new Map([[bench.topic, ids.get(bench.topic)]]));
      await admin.close();
    });

    it('changes when the topic is deleted and created again', async () => {
      const before = (await idsOf(bench.topic)).get(bench.topic);
      await recreateTopic(runningStack(), bench.topic);
      const after = (await idsOf(bench.topic)).get(bench.topic);
      expect(after).toMatch(UUID);
      expect(after).not.toBe(before);
    });

    it('does not exist without a topic, and asking creates none', async () => {
      const none = `conformance-${randomUUID()}`;
      expect(await idsOf(none, bench.topic)).toEqual(
        new Map([
          [none, null],
          [bench.topic, expect.stringMatching(UUID)],
        ]),
      );
      expect(await bench.admin.partitionCount(none)).toBeNull();
    });
  });
}

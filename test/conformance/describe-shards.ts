import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type Broker, type MessageBatch, PartitionCountError, type ShardHandler } from '@stockproof/kafka';
import { eventually } from '@stockproof/testing';
import { type Bench, numbers, openBench } from './bench.js';

/**
 * What any client library behind the port must do about shards (the partitions of one number of several
 * topics), on a real broker.
 */
export function describeShards(connect: () => Broker): void {
  describe('shards', () => {
    let bench: Bench;
    let sibling = '';

    beforeEach(async () => {
      bench = await openBench(connect());
      sibling = `${bench.topic}-sibling`;
      await topic(sibling, 2);
    });
    afterEach(() => bench.admin.close());

    /** Directly after a topic was created, the asked broker may not know it yet. */
    function topic(name: string, partitions: number): Promise<void> {
      return eventually(() => bench.admin.ensureTopics([{ name, partitions, config: {} }]));
    }

    const both = () => ({ topics: [bench.topic, sibling] });

    it('are assigned once with all their topics, and end once', async () => {
      const { reported, handler } = noted(sibling);
      const consumer = await bench.consume(handler, both());
      await eventually(async () => expect(reported.toSorted()).toEqual(['+0 a b', '+1 a b']));
      await consumer.stop();
      expect(reported.slice(2).sort()).toEqual(['-0', '-1']);
    });

    it('handle one batch at a time, whatever its topic, in parallel to other shards', async () => {
      await Promise.all(
        [bench.topic, sibling].flatMap((topic) => [send(bench, topic, 0), send(bench, topic, 1)]),
      );
      const { handle, values, most } = worked();
      const consumer = await bench.consume({ handle }, { ...both(), max_batch: 5, concurrency: 4 });
      await eventually(async () =>
        expect([...values.values()].map(({ length }) => length)).toEqual([60, 60, 60, 60]),
      );
      expect([...values.values()]).toEqual([1, 2, 3, 4].map(() => numbers(0, 60)));
      expect(most).toEqual({ of: [1, 1], together: 2 });
      await consumer.stop();
    });

    it('are assigned to one member each, and wait for members of a new version with one topic more', async () => {
      const [old, first, second] = [noted(sibling), noted(sibling), noted(sibling)];
      const consumers = [await bench.consume(old.handler)];
      await eventually(async () => expect(old.reported.toSorted()).toEqual(['+0 a', '+1 a']));
      consumers.push(await bench.consume(first.handler, both()));
      await eventually(async () =>
        expect(first.reported).toEqual(expect.arrayContaining(['+0 a b', '+1 a b'])),
      );
      await eventually(async () => expect(old.reported.slice(2).sort()).toEqual(['-0', '-1']));
      consumers.push(await bench.consume(second.handler, both()));
      await eventually(async () => expect(second.reported).toHaveLength(1));
      await eventually(async () => expect(first.reported.at(-1)).toMatch(/^\+/));
      expect([first.reported.at(-1), second.reported.at(-1)].sort()).toEqual(['+0 a b', '+1 a b']);
      expect(old.reported).toHaveLength(4);
      await Promise.all(consumers.map((one) => one.stop()));
    });

    it('are refused if the topics have different partition counts', async () => {
      const wider = `${bench.topic}-wider`;
      await topic(wider, 3);
      await expect(bench.consume({}, { topics: [bench.topic, wider] })).rejects.toThrow(PartitionCountError);
    });
  });
}

async function send(bench: Bench, topic: string, partition: number): Promise<void> {
  const producer = await bench.broker.producer();
  await producer.send(
    topic,
    numbers(0, 60).map((value) => ({ partition, key: 'k', value })),
  );
  await producer.close();
}

/** The calls that a member received: `+0 a b` for an assignment with its topics, `-0` for its end. */
function noted(sibling: string): { reported: string[]; handler: Pick<ShardHandler, 'assigned' | 'revoked'> } {
  const reported: string[] = [];
  const short = (topic: string) => (topic === sibling ? 'b' : 'a');
  return {
    reported,
    handler: {
      assigned: ({ partition, topics }) =>
        Promise.resolve(void reported.push(`+${partition} ${topics.map(short).sort().join(' ')}`)).then(
          () => new Map(),
        ),
      revoked: ({ partition }) => Promise.resolve(void reported.push(`-${partition}`)),
    },
  };
}

/**
 * A slow handler, the batches that it received by topic and partition, and the highest number of batches in
 * work at once.
 */
function worked() {
  const busy = [0, 0];
  const most = { of: [0, 0], together: 0 };
  const values = new Map<string, string[]>();
  const handle = async ({ topic, partition, messages }: MessageBatch): Promise<void> => {
    busy[partition] = (busy[partition] ?? 0) + 1;
    most.of[partition] = Math.max(most.of[partition] ?? 0, busy[partition] ?? 0);
    most.together = Math.max(most.together, (busy[0] ?? 0) + (busy[1] ?? 0));
    await new Promise((resolve) => setTimeout(resolve, 5));
    busy[partition] = (busy[partition] ?? 0) - 1;
    const at = `${topic}/${partition}`;
    values.set(at, [...(values.get(at) ?? []), ...messages.map(({ value }) => value?.toString() ?? '')]);
  };
  return { handle, values, most };
}

import { randomUUID } from 'node:crypto';
import {
  type Broker,
  type BrokerAdmin,
  type BrokerConsumer,
  type ConsumerOptions,
  type MessageBatch,
  type Shard,
  type ShardHandler,
} from '@stockproof/kafka';

/** A topic of two partitions for one test, with shorthands. */
export interface Bench {
  readonly broker: Broker;
  readonly admin: BrokerAdmin;
  readonly topic: string;
  consume(handler: Partial<ShardHandler>, options?: Partial<ConsumerOptions>): Promise<BrokerConsumer>;
  /** Sends `count` messages with the values `from`, `from + 1`, ... */
  send(count: number, partition?: number, from?: number): Promise<void>;
}

export async function openBench(broker: Broker): Promise<Bench> {
  const topic = `conformance-${randomUUID()}`;
  const admin = await broker.admin();
  await admin.ensureTopics([{ name: topic, partitions: 2, config: {} }]);
  return {
    broker,
    admin,
    topic,
    consume: (handler, options = {}) =>
      broker.consume(
        {
          group: topic,
          topics: [topic],
          concurrency: 2,
          max_batch: 100,
          min_bytes: 1,
          max_wait_ms: 50,
          stall_timeout_ms: 60_000,
          ...options,
        },
        {
          assigned: () => Promise.resolve(new Map()),
          handle: () => Promise.resolve(),
          revoked: () => Promise.resolve(),
          ...handler,
        },
      ),
    send: async (count, partition = 0, from = 0) => {
      const producer = await broker.producer();
      const messages = Array.from({ length: count }, (_one, index) => ({
        partition,
        key: 'k',
        value: `${from + index}`,
      }));
      await producer.send(topic, messages);
      await producer.close();
    },
  };
}

/** An application that stores its offsets and records the batches that it received. */
export function recorder() {
  const values: string[] = [];
  const positions = new Map<number, number>();
  return {
    values,
    positions,
    assigned: ({ partition, topics }: Shard) =>
      Promise.resolve(new Map(topics.map((topic) => [topic, positions.get(partition) ?? null]))),
    handle: ({ partition, messages }: MessageBatch) => {
      values.push(...messages.map(({ value }) => value?.toString() ?? ''));
      positions.set(partition, (messages.at(-1)?.offset ?? 0) + 1);
      return Promise.resolve();
    },
  };
}

export const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_one, index) => String(from + index));

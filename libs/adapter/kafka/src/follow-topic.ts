import { randomUUID } from 'node:crypto';
import type { Broker, BrokerConsumer, ConsumedMessage, ConsumerOptions } from './port.js';

/**
 * What is followed, and the size of its batches. If `onMessages` throws, the consumer ends
 * (BrokerConsumer.failed).
 */
export interface FollowOptions extends Pick<ConsumerOptions, 'max_batch' | 'min_bytes' | 'max_wait_ms'> {
  readonly topic: string;
  /** Precedes the name of the group, which is used once and stores no offset. */
  readonly group_prefix: string;
  /** Messages of a partition come in offset order, each once. */
  readonly onMessages: (messages: readonly ConsumedMessage[]) => void;
}

/**
 * Follows all partitions of a topic from its present end until it is stopped, also across rebalances of its
 * group. Resolves when it is reading.
 */
export async function followTopic(
  broker: Broker,
  { topic, group_prefix, onMessages, ...limits }: FollowOptions,
): Promise<BrokerConsumer> {
  const admin = await broker.admin();
  const ends = await admin.offsets(topic);
  await admin.close();
  const positions = new Map([...ends].map(([partition, { high }]) => [partition, high]));
  return broker.consume(
    {
      ...limits,
      group: `${group_prefix}.${randomUUID()}`,
      topics: [topic],
      concurrency: 1,
      stall_timeout_ms: 600_000,
    },
    {
      assigned: ({ partition }) => Promise.resolve(new Map([[topic, positions.get(partition) ?? null]])),
      handle: ({ partition, messages }) => {
        positions.set(partition, (messages.at(-1)?.offset ?? 0) + 1);
        onMessages(messages);
        return Promise.resolve();
      },
      revoked: () => Promise.resolve(),
    },
  );
}

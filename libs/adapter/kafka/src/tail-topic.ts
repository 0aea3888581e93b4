import { TopicReplacedError } from './errors.js';
import type { Broker, BrokerAdmin, ConsumedMessage, PartitionReader } from './port.js';

/** What is read. If `onMessages` throws, the reading ends (TopicTail.failed). */
export interface TailOptions {
  readonly topic: string;
  /** Messages of a partition come in offset order, each once. */
  readonly onMessages: (messages: readonly ConsumedMessage[]) => void;
}

/** A reading that was begun. */
export interface TopicTail {
  /** Rejects once, with the cause, if it cannot go on; resolves after `stop`. */
  readonly failed: Promise<void>;
  /** Resolves when nothing is read any more. */
  stop(): Promise<void>;
}

/** Between two checks that the topic is still the same one, ms. */
const SAME_TOPIC_EVERY_MS = 5_000;

/**
 * Reads all partitions of a topic from their present ends, in no group: it takes part in no rebalance, and leaves
 * nothing behind in the broker. Resolves when it is reading.
 */
export async function tailTopic(broker: Broker, options: TailOptions): Promise<TopicTail> {
  const admin = await broker.admin();
  const reader = await broker.reader().catch(async (error: unknown) => {
    await admin.close();
    throw error;
  });
  const stopping = new AbortController();
  const close = async (): Promise<void> => {
    await Promise.all([reader.close(), admin.close()]);
  };
  try {
    const topic_id = (await admin.topicIds([options.topic])).get(options.topic) ?? null;
    const ends = await admin.offsets(options.topic);
    const positions = new Map([...ends].map(([partition, { high }]) => [partition, high]));
    const failed = readOn(reader, admin, { ...options, topic_id, positions, signal: stopping.signal });
    failed.catch(() => undefined);
    return {
      failed,
      stop: async () => {
        stopping.abort();
        await failed.catch(() => undefined);
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

interface Reading extends TailOptions {
  readonly topic_id: string | null;
  /** Next offset of each partition. */
  readonly positions: Map<number, number>;
  readonly signal: AbortSignal;
}

async function readOn(reader: PartitionReader, admin: BrokerAdmin, reading: Reading): Promise<void> {
  const { topic, positions, signal, onMessages } = reading;
  let checked_ms = performance.now();
  while (!signal.aborted) {
    for (const { partition, messages, next_offset } of await reader.fetch(topic, positions)) {
      positions.set(partition, next_offset);
      if (!signal.aborted && messages.length > 0) onMessages(messages);
    }
    if (performance.now() - checked_ms < SAME_TOPIC_EVERY_MS) continue;
    await requireSame(admin, reading);
    checked_ms = performance.now();
  }
}

async function requireSame(admin: BrokerAdmin, { topic, topic_id }: Reading): Promise<void> {
  if (((await admin.topicIds([topic])).get(topic) ?? null) !== topic_id)
    throw new TopicReplacedError(`${topic} was created again while it was read`);
}

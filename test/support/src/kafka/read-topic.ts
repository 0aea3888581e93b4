import { randomUUID } from 'node:crypto';
import type { Broker, ConsumedMessage } from '@stockproof/kafka';
import { eventually } from '../eventually.js';

export interface ReadMessage extends ConsumedMessage {
  readonly partition: number;
}

/**
 * Reads a topic from its beginning until `enough` returns true; throws if the time is up. Offsets are not
 * compared with the end, because transaction markers take offsets that no consumer receives.
 */
export async function readTopic(
  broker: Broker,
  topic: string,
  enough: (messages: readonly ReadMessage[]) => boolean,
  within_ms = 60_000,
  group = `test-reader-${randomUUID()}`,
): Promise<ReadMessage[]> {
  const read: ReadMessage[] = [];
  const consumer = await broker.consume(
    {
      group,
      topics: [topic],
      concurrency: 1,
      max_batch: 10_000,
      min_bytes: 1,
      max_wait_ms: 50,
      stall_timeout_ms: 600_000,
    },
    {
      assigned: () => Promise.resolve(new Map()),
      handle: ({ partition, messages }) => {
        for (const message of messages) read.push({ ...message, partition });
        return Promise.resolve();
      },
      revoked: () => Promise.resolve(),
    },
  );
  try {
    const content = () =>
      enough(read) ? Promise.resolve() : Promise.reject(new Error(`${topic}: read ${read.length}`));
    await Promise.race([eventually(content, within_ms), consumer.failed]);
    return read;
  } finally {
    await consumer.stop();
  }
}

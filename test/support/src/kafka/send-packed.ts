import kafkajs, { type Message } from 'kafkajs';
import { kafkaClient } from './kafka-client.js';
import { type Packing, PACKINGS, pack } from './packing.js';
import { runningStack } from '../running-stack.js';

/**
 * Sends one record batch as a foreign producer may: packed with any codec, of any size. Returns its first
 * offset.
 */
export async function sendPacked(
  topic: string,
  packing: Packing,
  partition: number,
  messages: readonly Message[],
): Promise<number> {
  const compression = PACKINGS.indexOf(packing);
  if (packing !== 'none') {
    kafkajs.CompressionCodecs[compression as 1] = () => ({
      compress: ({ buffer }: { buffer: Buffer }) => Promise.resolve(pack[packing](buffer)),
      decompress: () => Promise.reject(new Error('this client only sends')),
    });
  }
  // Directly after a topic was created, its partition may have no leader yet.
  const producer = kafkaClient(runningStack()).producer({
    allowAutoTopicCreation: false,
    createPartitioner:
      () =>
      ({ message }) =>
        message.partition ?? 0,
    retry: { retries: 8 },
  });
  await producer.connect();
  try {
    const [sent] = await producer.send({
      topic,
      compression,
      messages: messages.map((message) => ({ ...message, partition })),
    });
    return Number(sent?.baseOffset);
  } finally {
    await producer.disconnect();
  }
}

import kafkajs, { type Kafka, type Producer } from 'kafkajs';
import { MessageTooLargeError, SendOutcomeUnknownError } from '../../errors.js';
import { inRequests } from '../../in-requests.js';
import type { Acknowledged, BrokerProducer, ProducedMessage } from '../../port.js';
import { namedPartition, toProduced } from '../messages.js';
import { groupedOnce } from './grouped-once.js';
import { requireAnswers } from './require-answers.js';
import { isTooLarge } from './too-large.js';

/**
 * A producer with acks=all and sequence numbers; sends run one after the other. After a failed send the
 * client's sequence is unknown, so the next send uses a new client.
 */
export class IdempotentProducer implements BrokerProducer {
  private client: Promise<Producer> | null = null;
  private tail: Promise<unknown> = Promise.resolve();

  private constructor(private readonly kafka: Kafka) {}

  static async open(kafka: Kafka): Promise<IdempotentProducer> {
    const producer = new IdempotentProducer(kafka);
    await producer.connected();
    return producer;
  }

  send(topic: string, messages: readonly ProducedMessage[]): Promise<readonly Acknowledged[]> {
    const sent = this.tail.then(() => this.sendNow(topic, messages));
    this.tail = sent.catch(() => undefined);
    return sent;
  }

  async close(): Promise<void> {
    await this.tail;
    await this.discard();
  }

  private async sendNow(
    topic: string,
    messages: readonly ProducedMessage[],
  ): Promise<readonly Acknowledged[]> {
    try {
      const client = await this.connected();
      const bases = new Map<number, number>();
      for (const request of inRequests(messages)) {
        const answers = await client.send({
          topic,
          messages: groupedOnce(request.map(toProduced)),
          acks: -1,
          compression: kafkajs.CompressionTypes.ZSTD,
        });
        requireAnswers(request, answers);
        for (const { partition, baseOffset } of answers)
          if (!bases.has(partition)) bases.set(partition, Number(baseOffset));
      }
      return [...bases].map(([partition, base_offset]) => ({ topic, partition, base_offset }));
    } catch (error) {
      await this.discard();
      if (isTooLarge(error))
        throw new MessageTooLargeError(`${topic} takes no batch of this size: ${(error as Error).message}`, {
          cause: error,
        });
      throw new SendOutcomeUnknownError(`sending to ${topic} got no answer: ${(error as Error).message}`, {
        cause: error,
      });
    }
  }

  private connected(): Promise<Producer> {
    this.client ??= connect(this.kafka);
    return this.client;
  }

  private async discard(): Promise<void> {
    const { client } = this;
    this.client = null;
    await client?.then((producer) => producer.disconnect()).catch(() => undefined);
  }
}

async function connect(kafka: Kafka): Promise<Producer> {
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    allowAutoTopicCreation: false,
    createPartitioner: namedPartition,
    retry: { initialRetryTime: 50, maxRetryTime: 1_000, retries: 8 },
  });
  await producer.connect();
  return producer;
}

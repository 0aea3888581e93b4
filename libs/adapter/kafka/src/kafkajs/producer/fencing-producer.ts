import kafkajs, { type Kafka, type Producer } from 'kafkajs';
import { MessageTooLargeError, ProducerFencedError, SendOutcomeUnknownError } from '../../errors.js';
import { inRequests } from '../../in-requests.js';
import type { Acknowledged, FencedProducer, ProducedMessage } from '../../port.js';
import { namedPartition, toProduced } from '../messages.js';
import { groupedOnce } from './grouped-once.js';
import { requireAnswers } from './require-answers.js';
import { isTooLarge } from './too-large.js';

const FENCED = new Set([
  'INVALID_PRODUCER_EPOCH',
  'PRODUCER_FENCED',
  'INVALID_TRANSACTION_STATE',
  'INVALID_PRODUCER_ID_MAPPING',
]);

/**
 * A producer that sends each call in its own transaction. Opening it raises the epoch of the transactional id
 * and so fences other producers.
 */
export class FencingProducer implements FencedProducer {
  private constructor(
    readonly transactional_id: string,
    private readonly client: Producer,
  ) {}

  static async open(kafka: Kafka, transactional_id: string): Promise<FencingProducer> {
    const client = kafka.producer({
      transactionalId: transactional_id,
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner: namedPartition,
      // After a holder died inside a send, readers wait for at most this time.
      transactionTimeout: 15_000,
      // The broker returns CONCURRENT_TRANSACTIONS for a few ms after each commit; a long wait would add
      // latency.
      retry: { initialRetryTime: 10, maxRetryTime: 1_000, retries: 12 },
    });
    await client.connect();
    // kafkajs requests the epoch of the id with the first transaction, not on connect; without this one
    // the previous holder would not be fenced before the first send.
    await (await client.transaction()).abort();
    return new FencingProducer(transactional_id, client);
  }

  async send(topic: string, messages: readonly ProducedMessage[]): Promise<readonly Acknowledged[]> {
    try {
      const transaction = await this.client.transaction();
      const bases = new Map<number, number>();
      for (const request of inRequests(messages)) {
        const answers = await transaction.send({
          topic,
          messages: groupedOnce(request.map(toProduced)),
          compression: kafkajs.CompressionTypes.ZSTD,
        });
        requireAnswers(request, answers);
        for (const { partition, baseOffset } of answers)
          if (!bases.has(partition)) bases.set(partition, Number(baseOffset));
      }
      await transaction.commit();
      return [...bases].map(([partition, base_offset]) => ({ topic, partition, base_offset }));
    } catch (error) {
      throw this.explain(topic, error as Error);
    }
  }

  async close(): Promise<void> {
    await this.client.disconnect();
  }

  private explain(topic: string, error: Error): Error {
    if (isFenced(error)) {
      return new ProducerFencedError(`${this.transactional_id} was opened by another owner`, {
        cause: error,
      });
    }
    if (isTooLarge(error))
      return new MessageTooLargeError(`${topic} takes no batch of this size: ${error.message}`, {
        cause: error,
      });
    return new SendOutcomeUnknownError(`sending to ${topic} got no answer: ${error.message}`, {
      cause: error,
    });
  }
}

function isFenced(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { type, cause } = error as { type?: unknown; cause?: unknown };
  return (typeof type === 'string' && FENCED.has(type)) || isFenced(cause);
}

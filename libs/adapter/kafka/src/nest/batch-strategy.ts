import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type { Broker, BrokerConsumer, ConsumerOptions, PartitionHandler, TopicPartition } from '../port.js';
import { BATCH_TRANSPORT, type BatchEvent, eventPattern } from './decorators.js';

export interface BatchStrategyOptions extends Omit<ConsumerOptions, 'topics'> {
  readonly broker: Broker;
  /** Stands before every topic name of the broker and before no name in a decorator. */
  readonly topic_prefix: string;
  /** The consumer can not go on: the process should end. */
  readonly onFailed: (cause: Error) => void;
}

/**
 * Nest's own Kafka server takes one message at a time, commits what has no handler and swallows errors. This
 * strategy hands whole batches over, demands a handler for each of the three events of every topic, and takes
 * an error for what it is.
 */
export class BatchStrategy extends Server implements CustomTransportStrategy {
  override readonly transportId = BATCH_TRANSPORT as unknown as number;
  override readonly propagatesEventHandlerErrors = true;
  private consumer: BrokerConsumer | null = null;

  constructor(private readonly options: BatchStrategyOptions) {
    super();
  }

  async listen(callback: (error?: unknown) => void): Promise<void> {
    try {
      const { broker, topic_prefix, onFailed, ...consumer } = this.options;
      const topics = this.topics().map((topic) => topic_prefix + topic);
      this.consumer = await broker.consume({ ...consumer, topics }, this.handler());
      this.consumer.failed.catch(onFailed);
      callback();
    } catch (error) {
      callback(error);
    }
  }

  async close(): Promise<void> {
    await this.consumer?.stop();
  }

  /** Lag in messages per owned partition (`topic/partition`). */
  lag(): ReadonlyMap<string, number> {
    return this.consumer?.lag() ?? new Map();
  }

  /** Next offset to fetch per owned partition (`topic/partition`). */
  positions(): ReadonlyMap<string, number> {
    return this.consumer?.positions() ?? new Map();
  }

  on(): never {
    throw new Error('this transport has no events of its own');
  }

  unwrap<T>(): T {
    return this.consumer as T;
  }

  private topics(): string[] {
    const patterns = [...this.messageHandlers.keys()];
    return [...new Set(patterns.map((pattern) => pattern.slice(pattern.indexOf(' ') + 1)))];
  }

  private handler(): PartitionHandler {
    return {
      assigned: async (at) => (await this.call('assigned', at, at)) as number | null,
      handle: async (batch) => {
        await this.call('batch', batch, batch);
      },
      revoked: async (at) => {
        await this.call('revoked', at, at);
      },
    };
  }

  private async call(event: BatchEvent, { topic }: TopicPartition, data: unknown): Promise<unknown> {
    const handler = this.getHandlerByPattern(eventPattern(event, topic.slice(this.options.topic_prefix.length)));
    if (handler === null) throw new Error(`no handler for ${event} of ${topic}`);
    const answer: unknown = await handler(data);
    return isObservable(answer) ? await lastValueFrom(answer, { defaultValue: undefined }) : answer;
  }
}

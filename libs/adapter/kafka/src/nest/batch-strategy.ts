import { type CustomTransportStrategy, Server } from '@nestjs/microservices';
import { isObservable, lastValueFrom } from 'rxjs';
import type {
  Broker,
  BrokerConsumer,
  ConsumerOptions,
  MessageBatch,
  PartitionBacklog,
  ShardHandler,
} from '../port.js';
import { BATCH_TRANSPORT } from './decorators.js';

/**
 * The options of the consumer; its topics are those of the handlers. A failed start is reported by `listen`,
 * not by `onFailed`.
 */
export interface BatchStrategyOptions extends Omit<ConsumerOptions, 'topics'> {
  readonly broker: Broker;
  /** Precedes every topic name of the broker, but no name in a decorator. */
  readonly topic_prefix: string;
  /** Holds the shards of the group, for the handlers of all its topics. */
  readonly shards: Pick<ShardHandler, 'assigned' | 'begun' | 'revoked'>;
  /** Called if the consumer cannot go on: the process should exit. */
  readonly onFailed: (cause: Error) => void;
}

/**
 * A Nest transport that passes whole batches to the handler of their topic, and ends on an error. Nest's own
 * Kafka server passes one message at a time, commits messages without a handler and swallows errors. It reads
 * the topics that have a handler.
 */
export class BatchStrategy extends Server implements CustomTransportStrategy {
  override readonly transportId = BATCH_TRANSPORT;
  override readonly propagatesEventHandlerErrors = true;
  private consumer: BrokerConsumer | null = null;
  private read: readonly string[] = [];

  constructor(private readonly options: BatchStrategyOptions) {
    super();
  }

  async listen(callback: (error?: unknown) => void): Promise<void> {
    try {
      const { broker, topic_prefix, shards, onFailed, ...consumer } = this.options;
      this.read = [...this.messageHandlers.keys()].map((topic) => topic_prefix + topic);
      this.consumer = await broker.consume(
        { ...consumer, topics: this.read },
        {
          assigned: (shard) => shards.assigned(shard),
          begun: async (at, offset) => shards.begun?.(at, offset),
          handle: (batch) => this.handle(batch),
          revoked: (shard) => shards.revoked(shard),
        },
      );
      this.consumer.failed.catch(onFailed);
      callback();
    } catch (error) {
      callback(error);
    }
  }

  async close(): Promise<void> {
    await this.consumer?.stop();
  }

  /** What waits in each assigned partition. */
  backlog(): readonly PartitionBacklog[] {
    return this.consumer?.backlog() ?? [];
  }

  /** Next offset to fetch per assigned partition (`topic/partition`). */
  positions(): ReadonlyMap<string, number> {
    return this.consumer?.positions() ?? new Map();
  }

  /** Names of the topics that are read, with their prefix; empty before it listens. */
  topics(): readonly string[] {
    return this.read;
  }

  /** Next offset of each partition of a topic that is read, asked now. Rejects if it does not listen. */
  async ends(topic: string): Promise<ReadonlyMap<number, number>> {
    if (this.consumer === null) throw new Error('the consumer has not started');
    return new Map([...(await this.consumer.ends(topic))].map(([partition, { high }]) => [partition, high]));
  }

  on(): never {
    throw new Error('this transport has no events of its own');
  }

  unwrap<T>(): T {
    return this.consumer as T;
  }

  private async handle(batch: MessageBatch): Promise<void> {
    const handler = this.getHandlerByPattern(batch.topic.slice(this.options.topic_prefix.length));
    if (handler === null) throw new Error(`no handler for ${batch.topic}`);
    const answer: unknown = await handler(batch);
    if (isObservable(answer)) await lastValueFrom(answer, { defaultValue: undefined });
  }
}

import type { RecordFault } from './record-batch/fetched-record.js';

/** A topic's partition, as every Kafka client knows it. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** One message as read. Offsets are safe integers; header values are the raw bytes as UTF-8 text. */
export interface ConsumedMessage {
  readonly offset: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  /**
   * Milliseconds since the epoch, by the broker or the producer (topic setting): never used to order state.
   */
  readonly timestamp: number;
  /**
   * Set where the record is larger than may be or could not be read. Unless it is the headers alone, the
   * value is then empty: no reader takes it for an event, also one that does not look here.
   */
  readonly fault?: RecordFault;
}

/**
 * Consecutive messages of one partition, in offset order; offsets may have holes (transaction markers,
 * compaction).
 */
export interface MessageBatch extends TopicPartition {
  readonly messages: readonly ConsumedMessage[];
  /**
   * The offset after the last message in the partition when the batch was fetched: lag = high_watermark -
   * next_offset.
   */
  readonly high_watermark: number;
}

/**
 * One partition number over all topics of a consumer. Messages of one SKU have the same number in every
 * topic, so all that can move an offer is in one shard, and a shard has one holder at a time.
 */
export interface Shard {
  readonly partition: number;
  readonly topics: readonly string[];
  /** Of each topic as it is now: a position belongs to one of them, not to a name. */
  readonly topic_ids: ReadonlyMap<string, string>;
}

/**
 * What a consuming application gives to the broker consumer. Positions are the application's own, stored next
 * to its effects (docs/design.md#effect-and-offset-in-one-transaction); the broker's committed offset is
 * informational, for lag tools. Calls about one shard never overlap.
 */
export interface ShardHandler {
  /**
   * Called once per assignment of a shard, before its first batch: raise the epoch, read the stored
   * positions. Returns the next offset to read of each topic; null, or no entry, when this group has never
   * read it (start at the earliest).
   */
  assigned(shard: Shard): Promise<ReadonlyMap<string, number | null>>;
  /**
   * A topic that this group has never read is begun at its earliest message, before the shard's first batch.
   * Stored, what is deleted from there on before it was read is missed (HistoryTruncatedError). A rejection
   * is fatal for the consumer.
   */
  begun?(at: TopicPartition, offset: number): Promise<void>;
  /**
   * Applies a batch. Resolves when effect and position are durable; the next batch starts after the last
   * message. A rejection is fatal for the consumer: transient errors are the handler's to retry.
   */
  handle(batch: MessageBatch): Promise<void>;
  /** The shard is lost or the consumer stops; nothing is read of it until it is assigned again. */
  revoked(shard: Shard): Promise<void>;
}

export interface ConsumerOptions {
  readonly group: string;
  /**
   * All with the same number of partitions: the group is refused (`PartitionCountError`) when they differ.
   */
  readonly topics: readonly string[];
  /** Batches handled side by side; within a shard strictly one after the other, whatever their topic. */
  readonly concurrency: number;
  /** A batch handed to the application has at most this many messages. */
  readonly max_batch: number;
  /**
   * The broker gathers this many bytes before it answers a fetch, unless max_wait_ms is over. Many tiny
   * batches cost more than the few ms they save.
   */
  readonly min_bytes: number;
  /** Upper bound of the wait for new messages, in ms. */
  readonly max_wait_ms: number;
  /**
   * With lag in a topic of a shard and no progress in it for this long, the consumer fails
   * (`consumer_stalled`). While it waits for a batch of another topic of the shard, progress there counts.
   */
  readonly stall_timeout_ms: number;
  /**
   * What the application stores is the truth, and cannot be made again from the topics: a position before
   * what was committed of it means that its database went back in time, and the consumer fails
   * (`PositionWentBackError`). Left out, such a position is read on from.
   */
  readonly never_goes_back?: boolean;
}

/**
 * A running consumer. It never restarts itself: `failed` settles with the reason, and the process exits
 * non-zero.
 */
export interface BrokerConsumer {
  /** Stops fetching these partitions until resumed: back-pressure. */
  pause(partitions: readonly TopicPartition[]): void;
  resume(partitions: readonly TopicPartition[]): void;
  /** Current lag in messages of each assigned partition, by `topic/partition`. */
  lag(): ReadonlyMap<string, number>;
  /**
   * Next offset to fetch of each assigned partition: all before it is handled; markers of transactions count.
   */
  positions(): ReadonlyMap<string, number>;
  /** Finishes the batches in work, leaves the group, resolves when the last handler has returned. */
  stop(): Promise<void>;
  /**
   * Rejects once with the cause when the consumer cannot go on (crash, stall, truncated history); never
   * resolves before stop.
   */
  readonly failed: Promise<void>;
}

export interface ProducedMessage {
  readonly partition: number;
  readonly key: Buffer | string | null;
  readonly value: Buffer | string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Where a sent message was stored. */
export interface Acknowledged extends TopicPartition {
  readonly base_offset: number;
}

export interface BrokerProducer {
  /**
   * Resolves after acks=all with the base offset per partition; messages of one partition keep their order.
   * Rejects with `outcome unknown` semantics: the messages may or may not be stored; with
   * MessageTooLargeError when they were refused for their size. Many messages go in several requests, in
   * order.
   */
  send(topic: string, messages: readonly ProducedMessage[]): Promise<readonly Acknowledged[]>;
  close(): Promise<void>;
}

/**
 * A producer fenced by a transactional id: whoever opens the same id later makes every later send of this one
 * fail with `ProducerFencedError`. The one use of Kafka's transactions here
 * (docs/design.md#one-publisher-per-partition).
 */
export interface FencedProducer extends BrokerProducer {
  readonly transactional_id: string;
}

export interface TopicSpec {
  readonly name: string;
  readonly partitions: number;
  readonly config: Readonly<Record<string, string>>;
}

export type GrantedOperation = 'read' | 'write' | 'create' | 'describe' | 'describe_configs';

/**
 * What a login may do with what bears a name, or whose name begins so; with `denied` what it may not,
 * whatever else is granted.
 */
export interface Grant {
  readonly login: string;
  readonly denied?: boolean;
  readonly resource: 'topic' | 'group' | 'transactional_id';
  readonly name: string;
  readonly begins_so: boolean;
  readonly operations: readonly GrantedOperation[];
}

export interface BrokerAdmin {
  /**
   * Creates what is missing, with its configuration; an existing topic with another partition count is an
   * error.
   */
  ensureTopics(topics: readonly TopicSpec[]): Promise<void>;
  /** Number of partitions, or null when there is no such topic. */
  partitionCount(topic: string): Promise<number | null>;
  /**
   * The id each topic was made under, by name; null where there is none. A topic that is deleted and made
   * again has another.
   */
  topicIds(topics: readonly string[]): Promise<ReadonlyMap<string, string | null>>;
  /**
   * Earliest and next offset of each partition; what is in an open transaction counts, though nobody can
   * read it yet.
   */
  offsets(topic: string): Promise<ReadonlyMap<number, { low: number; high: number }>>;
  /** Committed (informational) offset of each partition; null where the group has none. */
  committed(group: string, topic: string): Promise<ReadonlyMap<number, number | null>>;
  /** Sets the informational offsets of a group that has no member now. */
  commit(group: string, topic: string, offsets: ReadonlyMap<number, number>): Promise<void>;
  /**
   * Deletes everything before these offsets: how retention looks to a reader. For tests and for governed
   * cuts.
   */
  deleteBefore(topic: string, offsets: ReadonlyMap<number, number>): Promise<void>;
  topicConfig(topic: string): Promise<Readonly<Record<string, string>>>;
  /** Grants these, and takes from their logins whatever else they had. Idempotent. */
  ensureGrants(grants: readonly Grant[]): Promise<void>;
  close(): Promise<void>;
}

/** The broker as the services see it; implemented once per client library, held to one conformance suite. */
export interface Broker {
  /** Joins the group and resolves when the subscription is running. */
  consume(options: ConsumerOptions, handler: ShardHandler): Promise<BrokerConsumer>;
  /** Idempotent producer, acks=all, one request in flight, zstd. */
  producer(): Promise<BrokerProducer>;
  /** Opens the transactional id, fencing whoever held it before. */
  fencedProducer(transactional_id: string): Promise<FencedProducer>;
  admin(): Promise<BrokerAdmin>;
}

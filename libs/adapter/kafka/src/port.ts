import type { RecordFault } from './record-batch/fetched-record.js';

/** A partition of a topic. */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** One message as read. Offsets are safe integers; header values are the bytes as UTF-8 text. */
export interface ConsumedMessage {
  readonly offset: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  /**
   * Milliseconds since the epoch, set by the broker or the producer (topic setting). Never used to order
   * state.
   */
  readonly timestamp: number;
  /**
   * Set if the record is too large or could not be read. The value is then empty (except if only the headers
   * were too large), so a reader that ignores `fault` does not take it for an event.
   */
  readonly fault?: RecordFault;
}

/**
 * Consecutive messages of one partition, in offset order. Offsets may have gaps (transaction markers,
 * compaction).
 */
export interface MessageBatch extends TopicPartition {
  readonly messages: readonly ConsumedMessage[];
  /** The end of the partition when the batch was fetched: lag = high_watermark - next_offset. */
  readonly high_watermark: number;
}

/**
 * One partition number over all topics of a consumer. Messages of one SKU have the same number in every
 * topic, so everything that can change an offer is in one shard, and a shard has one holder at a time.
 */
export interface Shard {
  readonly partition: number;
  readonly topics: readonly string[];
  /** The present id of each topic; a stored offset belongs to a topic id, not to a name. */
  readonly topic_ids: ReadonlyMap<string, string>;
}

/**
 * The application's side of a consumer. The application stores the offsets with its effects
 * (docs/design.md#effect-and-offset-in-one-transaction); the offset committed to the broker is informational,
 * for lag tools. Calls about one shard never overlap.
 */
export interface ShardHandler {
  /**
   * Called once per assignment of a shard, before its first batch: raise the epoch and read the stored
   * offsets. Returns the next offset of each topic; null, or no entry, if this group has never read it (it
   * then starts at the earliest).
   */
  assigned(shard: Shard): Promise<ReadonlyMap<string, number | null>>;
  /**
   * Called before the shard's first batch for a topic that this group has never read, with its earliest
   * offset. If it is stored, a later deletion of unread messages is detected (HistoryTruncatedError). A
   * rejection ends the consumer.
   */
  begun?(at: TopicPartition, offset: number): Promise<void>;
  /**
   * Applies a batch. Resolves when effect and offset are durable; the next batch starts after the last
   * message. A rejection ends the consumer, so the handler itself must retry transient errors.
   */
  handle(batch: MessageBatch): Promise<void>;
  /**
   * Called when the shard is lost or the consumer stops; nothing of it is read until it is assigned again.
   */
  revoked(shard: Shard): Promise<void>;
}

/**
 * Options of one member of a consumer group. Concurrency, batch size and waits are limits of this member, not
 * of the group.
 */
export interface ConsumerOptions {
  readonly group: string;
  /** All must have the same partition count; otherwise the group is refused (`PartitionCountError`). */
  readonly topics: readonly string[];
  /**
   * Number of batches handled concurrently. Batches of one shard are handled one after the other, whatever
   * their topic.
   */
  readonly concurrency: number;
  /** Most messages in a batch. */
  readonly max_batch: number;
  /**
   * The broker collects this many bytes before it answers a fetch, unless max_wait_ms is over. Many small
   * batches cost more than the few ms they save.
   */
  readonly min_bytes: number;
  /** Longest wait for new messages, in ms. */
  readonly max_wait_ms: number;
  /**
   * If a topic of a shard has lag and makes no progress for this long, the consumer fails
   * (ConsumerStalledError). While a topic waits for a batch of another topic of the shard, that topic's
   * progress counts.
   */
  readonly stall_timeout_ms: number;
  /**
   * Set it if the application's state is the source of truth and cannot be rebuilt from the topics: a stored
   * offset before the committed one then means that the database went back in time, and the consumer fails
   * (`PositionWentBackError`). Otherwise such an offset is read on from.
   */
  readonly never_goes_back?: boolean;
}

/** What a consumer has not applied of a partition. */
export interface PartitionBacklog extends TopicPartition {
  /** In messages; transaction markers count. */
  readonly messages: number;
  /**
   * When the oldest of them was written, in ms by the timestamp of the record. Until it was fetched, that of the
   * message before it. Null if nothing waits, or nothing was fetched since the assignment.
   */
  readonly oldest_ms: number | null;
}

/**
 * A running consumer. It never restarts itself: `failed` rejects with the cause, and the process must exit
 * non-zero.
 */
export interface BrokerConsumer {
  /** Stops fetching these partitions until they are resumed (backpressure). */
  pause(partitions: readonly TopicPartition[]): void;
  resume(partitions: readonly TopicPartition[]): void;
  /** What waits in each assigned partition, as of its last fetch. */
  backlog(): readonly PartitionBacklog[];
  /**
   * Next offset to fetch of each assigned partition, by `topic/partition`. Everything before it is handled;
   * transaction markers count.
   */
  positions(): ReadonlyMap<string, number>;
  /**
   * Earliest and next offset of each partition of one of its topics, asked now; calls at one time share a request.
   * Uncommitted records count.
   */
  ends(topic: string): Promise<ReadonlyMap<number, { low: number; high: number }>>;
  /** Finishes the current batches and leaves the group. Resolves when the last handler has returned. */
  stop(): Promise<void>;
  /**
   * Rejects once, with the cause, if the consumer cannot go on (crash, stall, truncated history). It does not
   * resolve before `stop`.
   */
  readonly failed: Promise<void>;
}

/** A message to send; `partition` is the sender's choice. */
export interface ProducedMessage {
  readonly partition: number;
  readonly key: Buffer | string | null;
  readonly value: Buffer | string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The offset of the first message of a send in one partition. */
export interface Acknowledged extends TopicPartition {
  readonly base_offset: number;
}

/** Sends messages with acks=all. */
export interface BrokerProducer {
  /**
   * Resolves after acks=all with the base offset per partition. Messages of one partition keep their order.
   * Rejects with SendOutcomeUnknownError if it is unknown whether they are stored, or with
   * MessageTooLargeError. Many messages are sent in several requests, in order.
   */
  send(topic: string, messages: readonly ProducedMessage[]): Promise<readonly Acknowledged[]>;
  close(): Promise<void>;
}

/**
 * A producer that is fenced by a transactional id: when another process opens the same id, every later send
 * of this one fails with `ProducerFencedError`. This is the only use of Kafka's transactions
 * (docs/design.md#one-publisher-per-partition).
 */
export interface FencedProducer extends BrokerProducer {
  readonly transactional_id: string;
}

/** A topic with its partition count and settings. */
export interface TopicSpec {
  readonly name: string;
  readonly partitions: number;
  readonly config: Readonly<Record<string, string>>;
}

/** The operations of Kafka's ACLs that a login of this platform may need. */
export type GrantedOperation = 'read' | 'write' | 'create' | 'delete' | 'describe' | 'describe_configs';

/**
 * What a login may do with a resource of this name or prefix. With `denied` it may not, whatever else is
 * granted.
 */
export interface Grant {
  readonly login: string;
  readonly denied?: boolean;
  readonly resource: 'topic' | 'group' | 'transactional_id';
  readonly name: string;
  readonly begins_so: boolean;
  readonly operations: readonly GrantedOperation[];
}

/** Reads and changes topics. Close it after use. */
export interface BrokerAdmin {
  /**
   * Creates missing topics with their configuration. Idempotent. Rejects with PartitionCountError if a topic
   * has another partition count.
   */
  ensureTopics(topics: readonly TopicSpec[]): Promise<void>;
  /** Number of partitions; null if there is no such topic. */
  partitionCount(topic: string): Promise<number | null>;
  /**
   * The id of each topic, by name; null if there is none. A topic that is deleted and created again has
   * another id.
   */
  topicIds(topics: readonly string[]): Promise<ReadonlyMap<string, string | null>>;
  /**
   * Earliest and next offset of each partition. Uncommitted records count, although nobody can read them yet.
   */
  offsets(topic: string): Promise<ReadonlyMap<number, { low: number; high: number }>>;
  /**
   * Offset of the first message of each partition whose timestamp is not before `time_ms`; its next offset if there is
   * none. For where to begin a search, because timestamps order nothing.
   */
  offsetsAt(topic: string, time_ms: number): Promise<ReadonlyMap<number, number>>;
  /** Committed (informational) offset of each partition; null if the group has none. */
  committed(group: string, topic: string): Promise<ReadonlyMap<number, number | null>>;
  /** Sets the committed offsets of a group that has no members. */
  commit(group: string, topic: string, offsets: ReadonlyMap<number, number>): Promise<void>;
  /** Deletes everything before these offsets, like retention. For tests and approved deletions. */
  deleteBefore(topic: string, offsets: ReadonlyMap<number, number>): Promise<void>;
  topicConfig(topic: string): Promise<Readonly<Record<string, string>>>;
  /** Makes these the only grants of their logins. Idempotent. */
  ensureGrants(grants: readonly Grant[]): Promise<void>;
  close(): Promise<void>;
}

/** The messages that one fetch found in a partition. */
export interface FetchedPartition {
  readonly partition: number;
  /** Of committed transactions, in offset order. */
  readonly messages: readonly ConsumedMessage[];
  /** Where to go on; markers and aborted messages are passed. */
  readonly next_offset: number;
}

/** Reads partitions by offset in no group: nothing is assigned, committed or rebalanced. */
export interface PartitionReader {
  /**
   * One fetch of partitions of a topic, each from its offset. A partition without new messages may be left
   * out; if there is nothing at all, it waits for a moment. Rejects with HistoryTruncatedError if an offset is
   * outside the log.
   */
  fetch(topic: string, positions: ReadonlyMap<number, number>): Promise<readonly FetchedPartition[]>;
  close(): Promise<void>;
}

/**
 * The broker as services see it. There is one implementation per client library, and one conformance suite.
 */
export interface Broker {
  /** Joins the group. Resolves when the subscription is running. */
  consume(options: ConsumerOptions, handler: ShardHandler): Promise<BrokerConsumer>;
  /** Connects a reader of partitions; the caller closes it. */
  reader(): Promise<PartitionReader>;
  /** Creates an idempotent producer: acks=all, one request in flight, zstd. */
  producer(): Promise<BrokerProducer>;
  /** Opens the transactional id and fences its previous holder. */
  fencedProducer(transactional_id: string): Promise<FencedProducer>;
  admin(): Promise<BrokerAdmin>;
}

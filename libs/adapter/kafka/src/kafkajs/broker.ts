import { FETCH } from '@stockproof/bounds';
import kafkajs, { type Kafka, type logLevel as LogLevel } from 'kafkajs';
import type { FetchLimits } from '../fetch-limits.js';
import type { Broker } from '../port.js';
import { accessConfig, type KafkaAccess } from './access.js';
import { openAdmin } from './admin/admin.js';
import { boundFetches } from './bounded-fetch.js';
import { GroupConsumer } from './consumer/group-consumer.js';
import { openPartitionReader } from './consumer/partition-reader.js';
import { FencingProducer } from './producer/fencing-producer.js';
import { IdempotentProducer } from './producer/idempotent-producer.js';
import { patchHeartbeatToFindCoordinator } from './patches/patch-heartbeat-finds-coordinator.js';
import { patchListOffsetsToReadUncommitted } from './patches/patch-list-offsets-isolation.js';
import { patchOffsetsToAwaitLeaders } from './patches/patch-offsets-await-leaders.js';
import { registerZstd } from './patches/zstd.js';

/**
 * Access to Kafka and what holds for all clients of the process. `client_id` is its name in the broker's
 * logs.
 */
export interface KafkaJsOptions extends KafkaAccess {
  readonly client_id: string;
  /** Receives warnings and errors of the client; by default they are dropped. */
  readonly log?: (
    level: 'warn' | 'error',
    message: string,
    details: Readonly<Record<string, unknown>>,
  ) => void;
  /** Of every consumer of this process; default `FETCH`. */
  readonly fetch?: FetchLimits;
  /** For topics made by `ensureTopics`; default 1. */
  readonly replication_factor?: number;
}

/** Creates the broker with kafkajs 2.2. It opens no connection yet. Throws if the CA file cannot be read. */
export function createKafkaJsBroker(options: KafkaJsOptions): Broker {
  registerZstd();
  const fetch = options.fetch ?? FETCH;
  boundFetches(fetch);
  patchListOffsetsToReadUncommitted();
  patchOffsetsToAwaitLeaders();
  patchHeartbeatToFindCoordinator();
  const kafka = new kafkajs.Kafka({
    clientId: options.client_id,
    ...accessConfig(options),
    connectionTimeout: 3_000,
    requestTimeout: 30_000,
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 12 },
    logLevel: kafkajs.logLevel.WARN,
    logCreator: () => (entry) => options.log?.(levelOf(entry.level), entry.log.message, entry.log),
  });
  return brokerOver(kafka, fetch, options.replication_factor ?? 1);
}

function brokerOver(kafka: Kafka, fetch: FetchLimits, replication_factor: number): Broker {
  return {
    consume: (consumer, handler) => GroupConsumer.start(kafka, { ...consumer, fetch }, handler),
    reader: () => openPartitionReader(kafka, fetch),
    producer: () => IdempotentProducer.open(kafka),
    fencedProducer: (transactional_id) => FencingProducer.open(kafka, transactional_id),
    admin: () => openAdmin(kafka, replication_factor),
  };
}

function levelOf(level: LogLevel): 'warn' | 'error' {
  return level === kafkajs.logLevel.ERROR ? 'error' : 'warn';
}

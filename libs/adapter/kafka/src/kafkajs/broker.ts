import kafkajs, { type Kafka, type KafkaConfig, type logLevel as LogLevel } from 'kafkajs';
import type { Broker } from '../port.js';
import { openAdmin } from './admin.js';
import { boundFetches } from './bounded-fetch.js';
import { GroupConsumer } from './group-consumer.js';
import { FencingProducer } from './fencing-producer.js';
import { IdempotentProducer } from './idempotent-producer.js';
import { countWhatIsNotCommitted } from './whole-offsets.js';
import { registerZstd } from './zstd.js';

export interface KafkaJsOptions {
  readonly client_id: string;
  /** host:port */
  readonly brokers: readonly string[];
  /** `name:password` for SASL PLAIN; empty or left out: the broker is not told who this is. */
  readonly login?: string;
  /** Warnings and errors of the client; silent when left out. */
  readonly log?: (level: 'warn' | 'error', message: string, details: Readonly<Record<string, unknown>>) => void;
  /** Of topics made by `ensureTopics`; default 1. */
  readonly replication_factor?: number;
}

/** The broker through kafkajs 2.2. Opens no connection by itself. */
export function createKafkaJsBroker(options: KafkaJsOptions): Broker {
  registerZstd();
  boundFetches();
  countWhatIsNotCommitted();
  const kafka = new kafkajs.Kafka({
    clientId: options.client_id,
    brokers: [...options.brokers],
    ...saslOf(options.login ?? ''),
    connectionTimeout: 3_000,
    requestTimeout: 30_000,
    retry: { initialRetryTime: 100, maxRetryTime: 2_000, retries: 12 },
    logLevel: kafkajs.logLevel.WARN,
    logCreator: () => (entry) => options.log?.(levelOf(entry.level), entry.log.message, entry.log),
  });
  return brokerOver(kafka, options.replication_factor ?? 1);
}

function saslOf(login: string): Pick<KafkaConfig, 'sasl'> {
  if (login === '') return {};
  const colon = login.indexOf(':');
  return { sasl: { mechanism: 'plain', username: login.slice(0, colon), password: login.slice(colon + 1) } };
}

function brokerOver(kafka: Kafka, replication_factor: number): Broker {
  return {
    consume: (consumer, handler) => GroupConsumer.start(kafka, consumer, handler),
    producer: () => IdempotentProducer.open(kafka),
    fencedProducer: (transactional_id) => FencingProducer.open(kafka, transactional_id),
    admin: () => openAdmin(kafka, replication_factor),
  };
}

function levelOf(level: LogLevel): 'warn' | 'error' {
  return level === kafkajs.logLevel.ERROR ? 'error' : 'warn';
}

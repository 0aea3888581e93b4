import { Ending } from '@stockproof/http';
import type { Broker, ConsumerOptions } from '@stockproof/kafka';
import { BatchStrategy } from '@stockproof/kafka-nest';
import { HeldShards, type RetryOptions } from '@stockproof/postgres';
import type { Logger, Telemetry } from '@stockproof/telemetry';
import type { FactoryProvider } from '@nestjs/common';
import { observeConsumer } from './metrics/observe-consumer.js';
import { BROKER, CONFIG, FAIL, LOGGER, SERVICE_NAME, TELEMETRY } from './tokens.js';

interface PrefixSettings {
  readonly STOCKPROOF_TOPIC_PREFIX: string;
}
interface ConsumerSettings extends PrefixSettings {
  readonly STOCKPROOF_STALL_TIMEOUT_MS: number;
}

/** How a service reads its topics; see ConsumerOptions. */
export type ReadingOptions = Omit<ConsumerOptions, 'group' | 'topics' | 'stall_timeout_ms'>;

/** The consumer group of a service, for its consumer and its HeldShards: its name after the topic prefix. */
export function consumerGroup(name: string, { STOCKPROOF_TOPIC_PREFIX: prefix }: PrefixSettings): string {
  return prefix + name;
}

/**
 * Provides the one client of the service's consumer group. It reads the topics that have a handler, for the
 * shards of HeldShards; a consumer that cannot go on ends the process. `serviceOf` starts and stops it. What waits is in the
 * metrics of the service (observeConsumer).
 */
export function consumerProvider<C extends ConsumerSettings>(
  reading: (config: C) => ReadingOptions,
): FactoryProvider<BatchStrategy> {
  return {
    provide: BatchStrategy,
    inject: [SERVICE_NAME, BROKER, HeldShards, CONFIG, FAIL, TELEMETRY],
    useFactory: (
      name: string,
      broker: Broker,
      shards: HeldShards<unknown>,
      config: C,
      fail: (cause: Error) => void,
      telemetry: Telemetry,
    ) => {
      const group = consumerGroup(name, config);
      const strategy = new BatchStrategy({
        ...reading(config),
        broker,
        shards,
        group,
        topic_prefix: config.STOCKPROOF_TOPIC_PREFIX,
        onFailed: fail,
        stall_timeout_ms: config.STOCKPROOF_STALL_TIMEOUT_MS,
      });
      observeConsumer(telemetry, group, () => strategy.backlog());
      return strategy;
    },
  };
}

/** What counts retries, if the service does. */
export interface RetryMetrics {
  readonly retried: (error: Error) => void;
}

/** How transactions of a service are tried again, for RetryOptions. */
export interface TransactionRetry {
  readonly onRetry: NonNullable<RetryOptions['onRetry']>;
  readonly signal: AbortSignal;
}

/**
 * Provides how transactions are tried again: each retry is logged as a warning with this text, and counted by
 * `metrics`. Retries end first when the service ends, because a batch that waits for its database would keep
 * the process from exiting.
 */
export function retryProvider(
  token: symbol,
  text: string,
  metrics?: symbol,
): FactoryProvider<TransactionRetry> {
  return {
    provide: token,
    inject: [LOGGER, Ending, ...(metrics === undefined ? [] : [metrics])],
    useFactory: (logger: Logger, { signal }: Ending, counted?: RetryMetrics) => ({
      signal,
      onRetry: (error, failures) => {
        counted?.retried(error);
        logger.warn({ err: error, failures }, text);
      },
    }),
  };
}

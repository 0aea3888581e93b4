import { Ending } from '@stockproof/http';
import type { Broker } from '@stockproof/kafka';
import { BatchStrategy } from '@stockproof/kafka-nest';
import { type HeldShard, HeldShards, type RetryOptions } from '@stockproof/postgres';
import { BROKER, CONFIG, FAIL, LOGGER } from '@stockproof/service';
import type { Logger } from '@stockproof/telemetry';
import { Global, Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { DatabaseModule } from './database.module.js';
import type { Settings } from './settings.js';
import { POOL, RETRY } from './tokens.js';

/**
 * The consumer group: its shards, and the client that reads for all handlers of a topic. Global, for the modules
 * of these handlers.
 */
@Global()
@Module({
  imports: [DatabaseModule],
  providers: [
    {
      provide: RETRY,
      inject: [LOGGER, Ending],
      // Aborted first at the end, because a batch that waits for its database would keep the process from exiting.
      useFactory: (logger: Logger, { signal }: Ending): RetryOptions => ({
        signal,
        onRetry: (error, failures) =>
          logger.warn({ err: error, failures }, 'reservation transaction failed; retrying'),
      }),
    },
    {
      provide: HeldShards,
      inject: [POOL, CONFIG, RETRY],
      useFactory: (pool: Pool, config: Settings, retry: RetryOptions) =>
        new HeldShards({ pool, consumer_group: groupOf(config), retry, open: (held) => held }),
    },
    {
      provide: BatchStrategy,
      inject: [BROKER, HeldShards, CONFIG, FAIL],
      useFactory: consumerOf,
    },
  ],
  exports: [RETRY, HeldShards, BatchStrategy],
})
export class ConsumerModule {}

const groupOf = (config: Settings): string => `${config.STOCKPROOF_TOPIC_PREFIX}reservation`;

function consumerOf(
  broker: Broker,
  shards: HeldShards<HeldShard>,
  config: Settings,
  fail: (cause: Error) => void,
): BatchStrategy {
  return new BatchStrategy({
    broker,
    shards,
    group: groupOf(config),
    never_goes_back: true,
    topic_prefix: config.STOCKPROOF_TOPIC_PREFIX,
    onFailed: fail,
    // Most CDC rows belong to no reservation, so larger batches need fewer transactions for the offset.
    concurrency: 2,
    max_batch: 500,
    min_bytes: 1_048_576,
    max_wait_ms: 50,
    stall_timeout_ms: config.STOCKPROOF_STALL_TIMEOUT_MS,
  });
}

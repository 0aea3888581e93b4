import { TOPICS } from '@stockproof/events';
import { Ending } from '@stockproof/http';
import type { Broker } from '@stockproof/kafka';
import { BatchStrategy } from '@stockproof/kafka-nest';
import { HeldShards } from '@stockproof/postgres';
import type { RecoveryContract } from '@stockproof/recovery-contract';
import { BROKER, CONFIG, CONTRACT, FAIL, LOGGER } from '@stockproof/service';
import type { Logger } from '@stockproof/telemetry';
import { Global, Inject, Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { DatabaseModule } from './database.module.js';
import { loadFunctions } from './generations/load-functions.js';
import type { ProjectionMetrics } from './metrics.js';
import { MetricsModule } from './metrics.module.js';
import { openShard } from './open-shard/open-shard.js';
import type { Settings } from './settings.js';
import type { HeldFoldContext } from './project-changes/held-fold-context.js';
import type { Owned } from './shard/owned.js';
import { AVAILABILITY_POOL, FOLD_CONTEXT, PROJECTION_METRICS, PROJECTION_RETRY } from './tokens.js';

type ProjectionRetry = Pick<HeldFoldContext, 'onRetry' | 'signal'>;

/**
 * The consumer group: its shards, what every fold on them needs, and the client that reads for all topics.
 * Global: opening a shard publishes repairs, so the modules of the handlers cannot import this one.
 */
@Global()
@Module({
  imports: [DatabaseModule, MetricsModule],
  providers: [
    {
      provide: PROJECTION_RETRY,
      inject: [PROJECTION_METRICS, LOGGER, Ending],
      // Aborted first at the end, because a batch that waits for its database would keep the process from exiting.
      useFactory: (metrics: ProjectionMetrics, logger: Logger, { signal }: Ending): ProjectionRetry => ({
        signal,
        onRetry: (error, failures) => {
          metrics.retried(error);
          logger.warn({ err: error, failures }, 'projection transaction failed; retrying');
        },
      }),
    },
    {
      provide: HeldShards,
      inject: [AVAILABILITY_POOL, BROKER, CONFIG, PROJECTION_METRICS, PROJECTION_RETRY],
      useFactory: shardsOf,
    },
    {
      provide: FOLD_CONTEXT,
      inject: [AVAILABILITY_POOL, HeldShards, CONFIG, CONTRACT, PROJECTION_RETRY],
      useFactory: async (
        pool: Pool,
        shards: HeldShards<Owned>,
        config: Settings,
        { ordering_boundary: { partitions } }: RecoveryContract,
        retry: ProjectionRetry,
      ): Promise<HeldFoldContext> => {
        const functions = await loadFunctions(pool, config.STOCKPROOF_PROJECTIONS_DIR);
        return { pool, functions, shards, partitions, ...retry };
      },
    },
    { provide: BatchStrategy, inject: [BROKER, HeldShards, CONFIG, FAIL], useFactory: consumerOf },
  ],
  exports: [HeldShards, FOLD_CONTEXT, BatchStrategy],
})
export class ConsumerModule {
  constructor(@Inject(PROJECTION_METRICS) metrics: ProjectionMetrics, strategy: BatchStrategy) {
    metrics.observe(() => strategy.lag());
  }
}

const groupOf = (config: Settings): string => `${config.STOCKPROOF_TOPIC_PREFIX}availability-projection`;

function shardsOf(
  pool: Pool,
  broker: Broker,
  config: Settings,
  metrics: ProjectionMetrics,
  retry: ProjectionRetry,
): HeldShards<Owned> {
  const prefix = config.STOCKPROOF_TOPIC_PREFIX;
  const [ledger_topic, availability_topic] = [prefix + TOPICS.ledgerChanges, prefix + TOPICS.availability];
  const opening = { pool, broker, ledger_topic, availability_topic, metrics, now_ms: Date.now, ...retry };
  return new HeldShards<Owned>({
    pool,
    consumer_group: groupOf(config),
    retry,
    open: (held) => openShard(opening, held),
    close: ({ publisher }) => publisher.close(),
  });
}

function consumerOf(
  broker: Broker,
  shards: HeldShards<Owned>,
  config: Settings,
  fail: (cause: Error) => void,
): BatchStrategy {
  return new BatchStrategy({
    broker,
    shards,
    group: groupOf(config),
    topic_prefix: config.STOCKPROOF_TOPIC_PREFIX,
    onFailed: fail,
    concurrency: config.STOCKPROOF_PROJECT_CONCURRENCY,
    max_batch: config.STOCKPROOF_PROJECT_MAX_BATCH,
    // A CDC row contains its schema, so it is a few kilobytes.
    min_bytes: 1_048_576,
    max_wait_ms: config.STOCKPROOF_PROJECT_MAX_WAIT_MS,
    stall_timeout_ms: config.STOCKPROOF_STALL_TIMEOUT_MS,
  });
}

import { TOPICS } from '@stockproof/events';
import type { Broker } from '@stockproof/kafka';
import { BatchStrategy } from '@stockproof/kafka-nest';
import { HeldShards, shareOfShard } from '@stockproof/postgres';
import type { RecoveryContract } from '@stockproof/recovery-contract';
import {
  BROKER,
  CONFIG,
  consumerGroup,
  consumerProvider,
  CONTRACT,
  retryProvider,
  SERVICE_NAME,
  type TransactionRetry,
} from '@stockproof/service';
import { Global, Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { DatabaseModule } from './database.module.js';
import { loadFunctions } from './generations/load-functions.js';
import type { ProjectionMetrics } from './metrics.js';
import { MetricsModule } from './metrics.module.js';
import { openShard } from './open-shard.js';
import type { Settings } from './settings.js';
import type { HeldFoldContext } from './project-changes/held-fold-context.js';
import type { Owned } from './shard/owned.js';
import { AVAILABILITY_POOL, FOLD_CONTEXT, PROJECTION_METRICS, PROJECTION_RETRY } from './tokens.js';

/**
 * The consumer group: its shards, what every fold on them needs, and the client that reads for all topics.
 * Global: opening a shard publishes repairs, so the modules of the handlers cannot import this one.
 */
@Global()
@Module({
  imports: [DatabaseModule, MetricsModule],
  providers: [
    retryProvider(PROJECTION_RETRY, 'projection transaction failed; retrying', PROJECTION_METRICS),
    {
      provide: HeldShards,
      inject: [
        SERVICE_NAME,
        AVAILABILITY_POOL,
        BROKER,
        CONFIG,
        CONTRACT,
        PROJECTION_METRICS,
        PROJECTION_RETRY,
      ],
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
        retry: TransactionRetry,
      ): Promise<HeldFoldContext> => {
        const functions = await loadFunctions(pool, config.STOCKPROOF_PROJECTIONS_DIR);
        return { pool, functions, shards, partitions, ...retry };
      },
    },
    consumerProvider<Settings>((config) => ({
      concurrency: config.STOCKPROOF_PROJECT_CONCURRENCY,
      max_batch: config.STOCKPROOF_PROJECT_MAX_BATCH,
      min_bytes: 1_048_576,
      max_wait_ms: config.STOCKPROOF_PROJECT_MAX_WAIT_MS,
    })),
  ],
  exports: [HeldShards, FOLD_CONTEXT, BatchStrategy],
})
export class ConsumerModule {}

function shardsOf(
  name: string,
  pool: Pool,
  broker: Broker,
  config: Settings,
  { ordering_boundary: { partitions } }: RecoveryContract,
  metrics: ProjectionMetrics,
  retry: TransactionRetry,
): HeldShards<Owned> {
  const prefix = config.STOCKPROOF_TOPIC_PREFIX;
  const [ledger_topic, availability_topic] = [prefix + TOPICS.ledgerChanges, prefix + TOPICS.availability];
  const most_known = shareOfShard(config.STOCKPROOF_KNOWN_OFFERS, partitions);
  const opening = {
    pool,
    broker,
    ledger_topic,
    availability_topic,
    most_known,
    metrics,
    now_ms: Date.now,
    ...retry,
  };
  return new HeldShards<Owned>({
    pool,
    consumer_group: consumerGroup(name, config),
    retry,
    open: (held) => openShard(opening, held),
    close: ({ publisher }) => publisher.close(),
  });
}

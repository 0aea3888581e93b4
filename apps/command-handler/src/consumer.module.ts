import { TOPICS } from '@stockproof/events';
import { BatchStrategy } from '@stockproof/kafka-nest';
import { HeldShards, type RetryOptions, shareOfShard } from '@stockproof/postgres';
import type { RecoveryContract } from '@stockproof/recovery-contract';
import {
  CONFIG,
  consumerGroup,
  consumerProvider,
  CONTRACT,
  retryProvider,
  SERVICE_NAME,
  TELEMETRY,
} from '@stockproof/service';
import type { Telemetry } from '@stockproof/telemetry';
import { Global, Inject, Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { ShardSession } from './apply-batch/session.js';
import { DatabaseModule } from './database.module.js';
import { type CommandMetrics, commandMetrics } from './metrics.js';
import { readSlotLag } from './outcomes/read-slot-lag.js';
import type { OutboxTopics } from './outbox/messages.js';
import type { Settings } from './settings.js';
import { COMMAND_METRICS, INVENTORY_POOL, LEDGER_RETRY, OUTBOX_TOPICS } from './tokens.js';

/**
 * The consumer group: its shards, what every handler of a topic needs, and the client that reads for all of
 * them. Global, for the modules of these handlers.
 */
@Global()
@Module({
  imports: [DatabaseModule],
  providers: [
    {
      provide: COMMAND_METRICS,
      inject: [TELEMETRY, CONFIG, OUTBOX_TOPICS],
      useFactory: (
        telemetry: Telemetry,
        { STOCKPROOF_TOPIC_PREFIX: prefix }: Settings,
        outbox: OutboxTopics,
      ) => commandMetrics(telemetry, [prefix + TOPICS.updates, prefix + TOPICS.stockCommands], outbox),
    },
    retryProvider(LEDGER_RETRY, 'ledger transaction failed; retrying', COMMAND_METRICS),
    {
      provide: OUTBOX_TOPICS,
      inject: [CONFIG],
      useFactory: ({ STOCKPROOF_TOPIC_PREFIX: prefix }: Settings): OutboxTopics => ({
        rejections_topic: prefix + TOPICS.rejections,
        command_outcomes_topic: prefix + TOPICS.commandOutcomes,
        dead_letters_topic: prefix + TOPICS.deadLetters,
      }),
    },
    {
      provide: HeldShards,
      inject: [SERVICE_NAME, INVENTORY_POOL, CONFIG, CONTRACT, LEDGER_RETRY],
      useFactory: (
        name: string,
        pool: Pool,
        config: Settings,
        { ordering_boundary: { partitions } }: RecoveryContract,
        retry: RetryOptions,
      ) =>
        new HeldShards({
          pool,
          consumer_group: consumerGroup(name, config),
          retry,
          open: (held) => new ShardSession(held, shareOfShard(config.STOCKPROOF_KNOWN_OFFERS, partitions)),
        }),
    },
    consumerProvider<Settings>((config) => ({
      never_goes_back: true,
      concurrency: config.STOCKPROOF_APPLY_CONCURRENCY,
      max_batch: config.STOCKPROOF_APPLY_MAX_BATCH,
      min_bytes: 65_536,
      max_wait_ms: config.STOCKPROOF_APPLY_MAX_WAIT_MS,
    })),
  ],
  exports: [COMMAND_METRICS, LEDGER_RETRY, OUTBOX_TOPICS, HeldShards, BatchStrategy],
})
export class ConsumerModule {
  constructor(@Inject(COMMAND_METRICS) metrics: CommandMetrics, @Inject(INVENTORY_POOL) pool: Pool) {
    metrics.observe(() => readSlotLag(pool));
  }
}

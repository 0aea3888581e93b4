import { TOPICS } from '@stockproof/events';
import { Ending } from '@stockproof/http';
import type { Broker } from '@stockproof/kafka';
import { BatchStrategy } from '@stockproof/kafka-nest';
import { HeldShards } from '@stockproof/postgres';
import { BROKER, CONFIG, FAIL, LOGGER, TELEMETRY } from '@stockproof/service';
import type { Logger } from '@stockproof/telemetry';
import { Global, Inject, Module } from '@nestjs/common';
import type { Pool } from 'pg';
import type { CommitContext } from './apply-batch/commit-batch.js';
import { ShardSession } from './apply-batch/session.js';
import { DatabaseModule } from './database.module.js';
import { type CommandMetrics, commandMetrics } from './metrics.js';
import { readSlotLag } from './outcomes/read-slot-lag.js';
import type { OutboxTopics } from './outbox/messages.js';
import type { Settings } from './settings.js';
import { COMMAND_METRICS, INVENTORY_POOL, LEDGER_RETRY, OUTBOX_TOPICS } from './tokens.js';

type LedgerRetry = Pick<CommitContext, 'onRetry' | 'signal'>;

/**
 * The consumer group: its shards, what every handler of a topic needs, and the client that reads for all of
 * them. Global, for the modules of these handlers.
 */
@Global()
@Module({
  imports: [DatabaseModule],
  providers: [
    { provide: COMMAND_METRICS, inject: [TELEMETRY], useFactory: commandMetrics },
    {
      provide: LEDGER_RETRY,
      inject: [COMMAND_METRICS, LOGGER, Ending],
      // Aborted first at the end, because a batch that waits for its database would keep the process from exiting.
      useFactory: (metrics: CommandMetrics, logger: Logger, { signal }: Ending): LedgerRetry => ({
        signal,
        onRetry: (error, failures) => {
          metrics.retried(error, failures);
          logger.warn({ err: error, failures }, 'ledger transaction failed; retrying');
        },
      }),
    },
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
      inject: [INVENTORY_POOL, CONFIG, LEDGER_RETRY],
      useFactory: (pool: Pool, config: Settings, retry: LedgerRetry) =>
        new HeldShards({
          pool,
          consumer_group: groupOf(config),
          retry,
          open: (held) => new ShardSession(held),
        }),
    },
    { provide: BatchStrategy, inject: [BROKER, HeldShards, CONFIG, FAIL], useFactory: consumerOf },
  ],
  exports: [COMMAND_METRICS, LEDGER_RETRY, OUTBOX_TOPICS, HeldShards, BatchStrategy],
})
export class ConsumerModule {
  constructor(
    @Inject(COMMAND_METRICS) metrics: CommandMetrics,
    @Inject(INVENTORY_POOL) pool: Pool,
    strategy: BatchStrategy,
  ) {
    metrics.observe({ lag: () => strategy.lag(), slots: () => readSlotLag(pool) });
  }
}

const groupOf = (config: Settings): string => `${config.STOCKPROOF_TOPIC_PREFIX}command-handler`;

function consumerOf(
  broker: Broker,
  shards: HeldShards<ShardSession>,
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
    concurrency: config.STOCKPROOF_APPLY_CONCURRENCY,
    max_batch: config.STOCKPROOF_APPLY_MAX_BATCH,
    min_bytes: 65_536,
    max_wait_ms: config.STOCKPROOF_APPLY_MAX_WAIT_MS,
    stall_timeout_ms: config.STOCKPROOF_STALL_TIMEOUT_MS,
  });
}

import { readFile } from 'node:fs/promises';
import { HeldShards } from '@stockproof/postgres';
import { checkSignature, parseRootKeys } from '@stockproof/producer-signature';
import type { RecoveryContract } from '@stockproof/recovery-contract';
import { CONFIG, CONTRACT } from '@stockproof/service';
import { Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { DatabaseModule } from '../database.module.js';
import type { OutboxTopics } from '../outbox/messages.js';
import type { Settings } from '../settings.js';
import { APPLY_UPDATES, COMMAND_METRICS, INVENTORY_POOL, LEDGER_RETRY, OUTBOX_TOPICS } from '../tokens.js';
import { ApplyUpdates, type ApplyUpdatesOptions } from './apply-updates.js';
import type { CommitContext } from './commit-batch.js';
import type { ShardSession } from './session.js';

/** Updates of sellers and commands of the reservation service, from Kafka. */
@Module({
  imports: [DatabaseModule],
  controllers: [ApplyUpdates],
  providers: [
    {
      provide: APPLY_UPDATES,
      inject: [INVENTORY_POOL, HeldShards, LEDGER_RETRY, OUTBOX_TOPICS, COMMAND_METRICS, CONFIG, CONTRACT],
      useFactory: async (
        pool: Pool,
        shards: HeldShards<ShardSession>,
        retry: Pick<CommitContext, 'onRetry' | 'signal'>,
        topics: OutboxTopics,
        metrics: ApplyUpdatesOptions['metrics'] & {
          readonly written: NonNullable<CommitContext['onWritten']>;
        },
        config: Settings,
        { ordering_boundary: { partitions } }: RecoveryContract,
      ): Promise<ApplyUpdatesOptions> => ({
        ...retry,
        pool,
        shards,
        topics,
        metrics,
        onWritten: metrics.written,
        partitions,
        checkProducer: checkSignature(
          parseRootKeys(await readFile(config.STOCKPROOF_PRODUCER_ROOTS_FILE, 'utf8')),
        ),
        topic_prefix: config.STOCKPROOF_TOPIC_PREFIX,
        now_ms: Date.now,
      }),
    },
  ],
})
export class ApplyBatchModule {}

import { HeldShards } from '@stockproof/postgres';
import { LOGGER } from '@stockproof/service';
import type { Logger } from '@stockproof/telemetry';
import { Module } from '@nestjs/common';
import type { Pool } from 'pg';
import type { ShardSession } from '../apply-batch/session.js';
import { DatabaseModule } from '../database.module.js';
import type { OutboxTopics } from '../outbox/messages.js';
import type { CommandMetrics } from '../metrics.js';
import { COMMAND_METRICS, INVENTORY_POOL, LEDGER_RETRY, OUTBOX_TOPICS, REPAIR_STOCK } from '../tokens.js';
import { RepairStock, type RepairStockOptions } from './repair-stock.js';

/** What recovery asks of the derived tables, from Kafka. */
@Module({
  imports: [DatabaseModule],
  controllers: [RepairStock],
  providers: [
    {
      provide: REPAIR_STOCK,
      inject: [INVENTORY_POOL, HeldShards, OUTBOX_TOPICS, LEDGER_RETRY, LOGGER, COMMAND_METRICS],
      useFactory: (
        pool: Pool,
        shards: HeldShards<ShardSession>,
        topics: OutboxTopics,
        retry: Pick<RepairStockOptions, 'onRetry' | 'signal'>,
        logger: Logger,
        { written }: CommandMetrics,
      ): RepairStockOptions => ({
        ...retry,
        pool,
        shards,
        topics,
        onWritten: written,
        onUnreadable: (at) =>
          logger.error({ at }, 'a message on the repairs topic is no repair; it is skipped'),
      }),
    },
  ],
})
export class RepairStockModule {}

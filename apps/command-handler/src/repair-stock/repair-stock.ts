import { decodeStockRepair, type StockMessage, TOPICS } from '@stockproof/events';
import type { MessageBatch } from '@stockproof/kafka';
import { TopicBatch } from '@stockproof/kafka-nest';
import { endOf, type HeldShards, type Queryable } from '@stockproof/postgres';
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { Pool } from 'pg';
import type { OutboxTopics } from '../outbox/messages.js';
import type { ShardSession } from '../apply-batch/session.js';
import { emitOutcomes } from '../emit-again/emit-outcomes.js';
import { REPAIR_STOCK } from '../tokens.js';
import { applyRecapture, applyStockRepair } from './apply-stock-repair.js';
import { closeDeadLetter } from './sql/stock-repairs.js';

/**
 * What RepairStock needs. A message that is reported as unreadable is skipped; its offset is committed all
 * the same.
 */
export interface RepairStockOptions {
  readonly pool: Pool;
  readonly shards: HeldShards<ShardSession>;
  readonly topics: OutboxTopics;
  readonly onRetry: (error: Error, failures: number) => void;
  /** Aborts when the service shuts down; retries then end with their last error. */
  readonly signal?: AbortSignal | undefined;
  /** Called for a message that is not a valid repair, for the log. */
  readonly onUnreadable: (at: object) => void;
}

/**
 * The consumer of repairs of the stock tables. Each is applied in the transaction that advances the offset.
 */
@Controller()
export class RepairStock {
  constructor(@Inject(REPAIR_STOCK) private readonly options: RepairStockOptions) {}

  @TopicBatch(TOPICS.stockRepairs)
  async repair(@Payload() batch: MessageBatch): Promise<void> {
    const { pool, shards, onRetry, signal, onUnreadable } = this.options;
    const { topic, partition, messages } = batch;
    await shards
      .of(batch)
      .rewrite({ name: 'ledger.repair', pool, retry: { onRetry, signal } }, endOf(batch), async (db) => {
        for (const { value, offset } of messages) {
          const message = decodeStockRepair(value);
          if (message === null) onUnreadable({ topic, partition, offset });
          else await this.apply(db, message);
        }
      });
  }

  private async apply(db: Queryable, message: StockMessage): Promise<void> {
    switch (message.type) {
      case 'repair':
        await applyStockRepair(db, message);
        return;
      case 'recapture':
        return applyRecapture(db, message);
      case 'emission':
        return emitOutcomes(db, message, this.options.topics);
      case 'closing':
        return closeDeadLetter(db, message);
    }
  }
}

import { decodeStockRepair, type StockMessage, TOPICS } from '@stockproof/events';
import type { MessageBatch } from '@stockproof/kafka';
import { TopicBatch } from '@stockproof/kafka-nest';
import { endOf, type HeldShards, type Queryable } from '@stockproof/postgres';
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { Pool } from 'pg';
import type { OutboxTopics } from '../outbox/messages.js';
import type { WrittenMessages } from '../outbox/send-messages.js';
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
  /** Called after a commit for each emission with what it wrote to the outbox, for metrics. */
  readonly onWritten?: (written: WrittenMessages) => void;
}

/**
 * The consumer of repairs of the stock tables. Each is applied in the transaction that advances the offset.
 */
@Controller()
export class RepairStock {
  constructor(@Inject(REPAIR_STOCK) private readonly options: RepairStockOptions) {}

  @TopicBatch(TOPICS.stockRepairs)
  async repair(@Payload() batch: MessageBatch): Promise<void> {
    const { pool, shards, onRetry, signal, onUnreadable, onWritten } = this.options;
    const { topic, partition, messages } = batch;
    let emitted: WrittenMessages[] = [];
    await shards
      .of(batch)
      .rewrite({ name: 'ledger.repair', pool, retry: { onRetry, signal } }, endOf(batch), async (db) => {
        // An attempt before this one was rolled back.
        emitted = [];
        for (const { value, offset } of messages) {
          const message = decodeStockRepair(value);
          if (message === null) onUnreadable({ topic, partition, offset });
          else if (message.type === 'emission')
            emitted.push(await emitOutcomes(db, message, this.options.topics));
          else await apply(db, message);
        }
      });
    for (const written of emitted) onWritten?.(written);
  }
}

async function apply(
  db: Queryable,
  message: Exclude<StockMessage, { readonly type: 'emission' }>,
): Promise<void> {
  switch (message.type) {
    case 'repair':
      await applyStockRepair(db, message);
      return;
    case 'recapture':
      return applyRecapture(db, message);
    case 'closing':
      return closeDeadLetter(db, message);
  }
}

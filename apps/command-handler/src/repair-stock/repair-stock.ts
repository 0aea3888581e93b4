import { decodeStockRepair } from '@stockproof/events';
import type { MessageBatch, TopicPartition } from '@stockproof/kafka';
import { ClaimedPartitions } from '@stockproof/postgres';
import type { Pool } from 'pg';
import { applyRecapture, applyStockRepair } from './apply-stock-repair.js';

export interface RepairStockOptions {
  readonly pool: Pool;
  readonly consumer_group: string;
  readonly onRetry: (error: Error, failures: number) => void;
  /** Told of a partition whose derived tables were changed: what is remembered of it may be wrong. */
  readonly onRepaired: (partition: number) => void;
  /** Told of a message that is no repair, for the log. */
  readonly onUnreadable: (at: object) => void;
}

/** Takes what recovery asks of the derived tables, in the transaction that moves the position. */
export class RepairStock {
  private readonly claimed: ClaimedPartitions;

  constructor(private readonly options: RepairStockOptions) {
    const { pool, consumer_group, onRetry } = options;
    this.claimed = new ClaimedPartitions(pool, consumer_group, { onRetry });
  }

  assigned(at: TopicPartition): Promise<number | null> {
    return this.claimed.claim(at);
  }

  async repair(batch: MessageBatch): Promise<void> {
    const { topic, partition, messages } = batch;
    await this.claimed.take('ledger.repair', batch, async (db) => {
      for (const { value, offset } of messages) {
        const message = decodeStockRepair(value);
        if (message === null) this.options.onUnreadable({ topic, partition, offset });
        else if (message.type === 'recapture') await applyRecapture(db, message);
        else await applyStockRepair(db, message);
      }
    });
    this.options.onRepaired(partition);
  }

  revoked(at: TopicPartition): void {
    this.claimed.release(at);
  }
}

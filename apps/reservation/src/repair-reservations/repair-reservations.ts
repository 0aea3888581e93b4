import { decodeReservationRepair } from '@stockproof/events';
import type { MessageBatch, TopicPartition } from '@stockproof/kafka';
import { ClaimedPartitions, type RetryOptions } from '@stockproof/postgres';
import type { Pool } from 'pg';
import { applyRepair } from './apply-repair.js';

export interface RepairReservationsOptions {
  readonly pool: Pool;
  readonly consumer_group: string;
  readonly retry: RetryOptions;
  /** Told of a message that is no repair, for the log. */
  readonly onUnreadable: (at: object) => void;
}

/** Takes what recovery asks of the read model, in the transaction that moves the position. */
export class RepairReservations {
  private readonly claimed: ClaimedPartitions;

  constructor(private readonly options: RepairReservationsOptions) {
    this.claimed = new ClaimedPartitions(options.pool, options.consumer_group, options.retry);
  }

  assigned(at: TopicPartition): Promise<number | null> {
    return this.claimed.claim(at);
  }

  revoked(at: TopicPartition): void {
    this.claimed.release(at);
  }

  async repair(batch: MessageBatch): Promise<void> {
    const { topic, partition, messages } = batch;
    await this.claimed.take('saga.repair', batch, async (db) => {
      for (const { value, offset } of messages) {
        const repair = decodeReservationRepair(value);
        if (repair === null) this.options.onUnreadable({ topic, partition, offset });
        else await applyRepair(db, repair);
      }
    });
  }
}

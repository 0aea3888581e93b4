import { decodeReservationRepair } from '@stockproof/events';
import type { MessageBatch, TopicPartition } from '@stockproof/kafka';
import { advanceOrExplain, ClaimedPartitions, retryTransient, type RetryOptions, writeTransaction } from '@stockproof/postgres';
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
    const { pool, retry, onUnreadable } = this.options;
    const claimed = this.claimed.of(batch);
    const { topic, partition, messages } = batch;
    const next_offset = (messages.at(-1)?.offset ?? -1) + 1;
    await retryTransient(
      () => writeTransaction('saga.repair', pool, async (db) => {
        if ((await advanceOrExplain(db, claimed.key, claimed.claim, next_offset)) === 'already_applied') return;
        for (const { value, offset } of messages) {
          const repair = decodeReservationRepair(value);
          if (repair === null) onUnreadable({ topic, partition, offset });
          else await applyRepair(db, repair);
        }
      }),
      retry,
    );
    claimed.claim = { ...claimed.claim, next_offset };
  }
}

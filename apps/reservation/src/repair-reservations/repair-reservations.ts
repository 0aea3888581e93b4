import { decodeReservationRepair } from '@stockproof/events';
import type { MessageBatch } from '@stockproof/kafka';
import type { HeldShard, HeldShards, RetryOptions } from '@stockproof/postgres';
import type { Pool } from 'pg';
import { applyRepair } from './apply-repair.js';

export interface RepairReservationsOptions {
  readonly pool: Pool;
  readonly shards: HeldShards<HeldShard>;
  readonly retry: RetryOptions;
  /** Told of a message that is no repair, for the log. */
  readonly onUnreadable: (at: object) => void;
}

/** Takes what recovery asks of the read model, in the transaction that moves the position. */
export class RepairReservations {
  constructor(private readonly options: RepairReservationsOptions) {}

  async repair(batch: MessageBatch): Promise<void> {
    const { pool, shards, retry } = this.options;
    const { topic, partition, messages } = batch;
    await shards.of(batch).take({ name: 'saga.repair', pool, retry }, batch, async (db) => {
      for (const { value, offset } of messages) {
        const repair = decodeReservationRepair(value);
        if (repair === null) this.options.onUnreadable({ topic, partition, offset });
        else await applyRepair(db, repair);
      }
    });
  }
}

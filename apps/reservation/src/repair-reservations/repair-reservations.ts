import { decodeReservationRepair, TOPICS } from '@stockproof/events';
import type { MessageBatch } from '@stockproof/kafka';
import { TopicBatch } from '@stockproof/kafka-nest';
import { endOf, type HeldShard, type HeldShards, type RetryOptions } from '@stockproof/postgres';
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import type { Pool } from 'pg';
import { REPAIR_RESERVATIONS } from '../tokens.js';
import { applyRepair } from './apply-repair.js';

/**
 * What RepairReservations needs. A message that is reported as unreadable is skipped; its offset is committed
 * all the same.
 */
export interface RepairReservationsOptions {
  readonly pool: Pool;
  readonly shards: HeldShards<HeldShard>;
  readonly retry: RetryOptions;
  /** Called for a message that is not a valid repair, for the log. */
  readonly onUnreadable: (at: object) => void;
}

/** The consumer of repairs of the read model. Each is applied in the transaction that advances the offset. */
@Controller()
export class RepairReservations {
  constructor(@Inject(REPAIR_RESERVATIONS) private readonly options: RepairReservationsOptions) {}

  @TopicBatch(TOPICS.reservationRepairs)
  async repair(@Payload() batch: MessageBatch): Promise<void> {
    const { pool, shards, retry } = this.options;
    const { topic, partition, messages } = batch;
    await shards.of(batch).commit({ name: 'saga.repair', pool, retry }, endOf(batch), async (db) => {
      for (const { value, offset } of messages) {
        const repair = decodeReservationRepair(value);
        if (repair === null) this.options.onUnreadable({ topic, partition, offset });
        else await applyRepair(db, repair);
      }
    });
  }
}

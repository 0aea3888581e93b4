import { type HeldShard, HeldShards, type RetryOptions } from '@stockproof/postgres';
import { LOGGER } from '@stockproof/service';
import type { Logger } from '@stockproof/telemetry';
import { Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { DatabaseModule } from '../database.module.js';
import { POOL, REPAIR_RESERVATIONS, RETRY } from '../tokens.js';
import { RepairReservations, type RepairReservationsOptions } from './repair-reservations.js';

/** What recovery asks of the read model, from Kafka. */
@Module({
  imports: [DatabaseModule],
  controllers: [RepairReservations],
  providers: [
    {
      provide: REPAIR_RESERVATIONS,
      inject: [POOL, HeldShards, RETRY, LOGGER],
      useFactory: (
        pool: Pool,
        shards: HeldShards<HeldShard>,
        retry: RetryOptions,
        logger: Logger,
      ): RepairReservationsOptions => ({
        pool,
        shards,
        retry,
        onUnreadable: (at) => logger.warn(at, 'a message that is no repair was skipped'),
      }),
    },
  ],
})
export class RepairReservationsModule {}

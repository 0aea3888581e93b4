import { TOPICS } from '@stockproof/events';
import { CONFIG } from '@stockproof/service';
import { Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { DatabaseModule } from '../database.module.js';
import type { QuerySettings } from '../settings.js';
import { StreamModule } from '../stream/stream.module.js';
import { AVAILABILITY_POOL } from '../tokens.js';
import { AvailabilityController } from './availability.controller.js';
import { AvailabilityQueries } from './availability-queries.js';

/** The query API, and its stream. */
@Module({
  imports: [DatabaseModule, StreamModule],
  controllers: [AvailabilityController],
  providers: [
    {
      provide: AvailabilityQueries,
      inject: [AVAILABILITY_POOL, CONFIG],
      useFactory: (pool: Pool, config: QuerySettings) =>
        new AvailabilityQueries({
          pool,
          ledger_topic: config.STOCKPROOF_TOPIC_PREFIX + TOPICS.ledgerChanges,
          freshness_bound_ms: config.STOCKPROOF_FRESHNESS_BOUND_MS,
          now_ms: Date.now,
        }),
    },
  ],
})
export class QueryModule {}

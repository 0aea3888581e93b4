import { type HeldShard, HeldShards, type RetryOptions } from '@stockproof/postgres';
import { CONFIG, LOGGER } from '@stockproof/service';
import type { Logger } from '@stockproof/telemetry';
import { Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { DatabaseModule } from '../database.module.js';
import { RequestsModule } from '../requests/requests.module.js';
import { Reservations } from '../requests/reservations.js';
import type { Settings } from '../settings.js';
import { APPLY_OUTCOMES, POOL, RETRY } from '../tokens.js';
import { ApplyOutcomes, type ApplyOutcomesOptions } from './apply-outcomes.js';

/** What the ledger decided, from Kafka. */
@Module({
  imports: [DatabaseModule, RequestsModule],
  controllers: [ApplyOutcomes],
  providers: [
    {
      provide: APPLY_OUTCOMES,
      inject: [POOL, HeldShards, Reservations, RETRY, CONFIG, LOGGER],
      useFactory: (
        pool: Pool,
        shards: HeldShards<HeldShard>,
        reservations: Reservations,
        retry: RetryOptions,
        config: Settings,
        logger: Logger,
      ): ApplyOutcomesOptions => ({
        pool,
        shards,
        reservations,
        retry,
        topic_prefix: config.STOCKPROOF_TOPIC_PREFIX,
        onConflict: (what) =>
          logger.error(
            what,
            'reservation saga: a line failed for good: the id of its command stands for another request in the ledger; see docs/runbooks/13-a-failed-reservation.md',
          ),
        onSkipped: (what, why) =>
          logger.error({ ...what, err: why }, 'reservation: a ledger answer was skipped'),
      }),
    },
  ],
})
export class ApplyOutcomesModule {}

import { Lifecycle, LOGGER } from '@stockproof/service';
import type { Logger } from '@stockproof/telemetry';
import { Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { DatabaseModule } from '../database.module.js';
import { RequestsModule } from '../requests/requests.module.js';
import { Reservations } from '../requests/reservations.js';
import { POOL } from '../tokens.js';
import { DriveSagas } from './drive-sagas.js';

/** Drives what is unfinished, for as long as the service runs. */
@Module({
  imports: [DatabaseModule, RequestsModule],
  providers: [
    {
      provide: DriveSagas,
      inject: [POOL, Reservations, LOGGER, Lifecycle],
      useFactory: (pool: Pool, reservations: Reservations, logger: Logger, lifecycle: Lifecycle) =>
        lifecycle.run(
          new DriveSagas({
            pool,
            reservations,
            now_ms: Date.now,
            onStuck: (due) => logger.error(due, 'a reservation is stuck: its commands get no answer'),
            onFailed: (error) =>
              logger.warn({ err: error }, 'saga driver: a turn failed; the next one follows'),
          }),
        ),
    },
  ],
})
export class DriveModule {}

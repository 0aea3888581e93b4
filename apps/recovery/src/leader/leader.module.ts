import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { CONFIG, Lifecycle, LOGGER } from '@stockproof/service';
import type { Logger } from '@stockproof/telemetry';
import { Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { RecordsModule } from '../records.module.js';
import type { Settings } from '../settings.js';
import { taskFailed } from '../task-failed.js';
import { RECORDS_POOL } from '../tokens.js';
import { Leader } from './leader.js';

/** Which copy of the service runs the loops that must run once. */
@Module({
  imports: [RecordsModule],
  providers: [
    {
      provide: Leader,
      inject: [RECORDS_POOL, CONFIG, LOGGER, Lifecycle],
      useFactory: (records: Pool, config: Settings, logger: Logger, lifecycle: Lifecycle) => {
        const holder = `${hostname()}/${process.pid}/${randomUUID()}`;
        return lifecycle.run(
          new Leader({
            records,
            holder,
            lease_ms: config.STOCKPROOF_RECOVERY_LEASE_MS,
            onFailed: taskFailed(logger, 'leading'),
            onTerm: (epoch) =>
              logger.info({ epoch, holder }, epoch === null ? 'does not lead' : 'leads: runs the loops'),
          }),
        );
      },
    },
  ],
  exports: [Leader],
})
export class LeaderModule {}

import { CONFIG, Lifecycle, LOGGER } from '@stockproof/service';
import type { Logger } from '@stockproof/telemetry';
import { Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { Recoveries } from '../requests/recoveries.js';
import { RequestsModule } from '../requests/requests.module.js';
import type { Settings } from '../settings.js';
import { SourcesModule } from '../sources.module.js';
import { taskFailed } from '../task-failed.js';
import { LEDGER_POOL, RECORDS_POOL, VIEW_POOL } from '../tokens.js';
import { ConfidenceController } from './confidence.controller.js';
import { ContinuousVerify } from './continuous-verify.js';
import { ProposeRepairs } from './propose-repairs.js';

/** What is known of each offer, and the tasks that keep it known. */
@Module({
  imports: [SourcesModule, RequestsModule],
  controllers: [ConfidenceController],
  providers: [
    {
      provide: ContinuousVerify,
      inject: [LEDGER_POOL, Recoveries, CONFIG, LOGGER, Lifecycle],
      useFactory: (
        ledger: Pool,
        recoveries: Recoveries,
        config: Settings,
        logger: Logger,
        lifecycle: Lifecycle,
      ) =>
        lifecycle.run(
          new ContinuousVerify({
            ledger,
            recoveries,
            onFailed: taskFailed(logger, 'continuous verification'),
            every_ms: config.STOCKPROOF_VERIFY_INTERVAL_MS,
            offers: config.STOCKPROOF_VERIFY_MAX_OFFERS,
          }),
        ),
    },
    {
      provide: ProposeRepairs,
      inject: [RECORDS_POOL, VIEW_POOL, Recoveries, CONFIG, LOGGER, Lifecycle],
      useFactory: (
        records: Pool,
        view: Pool,
        recoveries: Recoveries,
        config: Settings,
        logger: Logger,
        lifecycle: Lifecycle,
      ) =>
        lifecycle.run(
          new ProposeRepairs({
            records,
            view,
            recoveries,
            onFailed: taskFailed(logger, 'proposing repairs'),
            every_ms: config.STOCKPROOF_PROPOSE_INTERVAL_MS,
          }),
        ),
    },
  ],
})
export class ConfidenceModule {}

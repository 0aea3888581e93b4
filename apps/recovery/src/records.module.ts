import { poolProvider } from '@stockproof/service';
import { Module } from '@nestjs/common';
import type { WorkerSettings } from './settings.js';
import { RECORDS_POOL } from './tokens.js';

/** The service's own database. */
@Module({
  providers: [
    poolProvider<WorkerSettings>(RECORDS_POOL, ({ STOCKPROOF_RECOVERY_DATABASE_URL: url }) => ({
      url,
      application_name: 'recovery',
      max: 12,
    })),
  ],
  exports: [RECORDS_POOL],
})
export class RecordsModule {}

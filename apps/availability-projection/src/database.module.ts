import { poolProvider } from '@stockproof/service';
import { Module } from '@nestjs/common';
import type { QuerySettings } from './settings.js';
import { AVAILABILITY_POOL } from './tokens.js';

/** The database of the view. */
@Module({
  providers: [
    poolProvider<QuerySettings>(AVAILABILITY_POOL, (config) => ({
      url: config.STOCKPROOF_AVAILABILITY_DATABASE_URL,
      application_name: 'availability-projection',
      max: config.STOCKPROOF_PROJECT_CONCURRENCY + 6,
      by_key: true,
    })),
  ],
  exports: [AVAILABILITY_POOL],
})
export class DatabaseModule {}

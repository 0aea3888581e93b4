import { poolProvider } from '@stockproof/service';
import { Module } from '@nestjs/common';
import type { Settings } from './settings.js';
import { IDENTITY_POOL } from './tokens.js';

/** The database of keys and revocations. */
@Module({
  providers: [
    poolProvider<Settings>(IDENTITY_POOL, ({ STOCKPROOF_IDENTITY_DATABASE_URL: url }) => ({
      url,
      application_name: 'ingestion',
      max: 4,
    })),
  ],
  exports: [IDENTITY_POOL],
})
export class DatabaseModule {}

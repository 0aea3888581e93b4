import { poolProvider } from '@stockproof/service';
import { Module } from '@nestjs/common';
import type { Settings } from './settings.js';
import { POOL } from './tokens.js';

/** The database of reservations. */
@Module({
  providers: [
    poolProvider<Settings>(POOL, ({ STOCKPROOF_RESERVATION_DATABASE_URL: url }) => ({
      url,
      application_name: 'reservation',
      max: 16,
      by_key: true,
    })),
  ],
  exports: [POOL],
})
export class DatabaseModule {}

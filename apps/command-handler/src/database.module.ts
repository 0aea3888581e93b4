import { poolProvider } from '@stockproof/service';
import { Module } from '@nestjs/common';
import type { Settings } from './settings.js';
import { INVENTORY_POOL } from './tokens.js';

/** The database of the ledger. */
@Module({
  providers: [
    poolProvider<Settings>(INVENTORY_POOL, (config) => ({
      url: config.STOCKPROOF_INVENTORY_DATABASE_URL,
      application_name: 'command-handler',
      max: config.STOCKPROOF_APPLY_CONCURRENCY + 3,
      by_key: true,
    })),
  ],
  exports: [INVENTORY_POOL],
})
export class DatabaseModule {}

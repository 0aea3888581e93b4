import type { SellerKeyCheck } from '@stockproof/auth';
import { CONFIG } from '@stockproof/service';
import { Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { DatabaseModule } from '../database.module.js';
import type { Settings } from '../settings.js';
import { IDENTITY_POOL, KEY_RULES, SELLER_KEYS } from '../tokens.js';
import { ApiKeysController } from './api-keys.controller.js';
import { checkKey } from './check-key.js';
import { KeyRequestsController } from './key-requests.controller.js';
import type { KeyRules } from './key-rules.js';

/** Keys of sellers. */
@Module({
  imports: [DatabaseModule],
  controllers: [ApiKeysController, KeyRequestsController],
  providers: [
    {
      provide: KEY_RULES,
      inject: [CONFIG],
      useFactory: (config: Settings): KeyRules => ({
        lives_days: config.STOCKPROOF_KEY_DAYS,
        overlap_hours: config.STOCKPROOF_KEY_OVERLAP_HOURS,
        active_at_most: config.STOCKPROOF_MAX_KEYS_PER_SELLER,
        collect_minutes: config.STOCKPROOF_KEY_COLLECT_MINUTES,
      }),
    },
    {
      provide: SELLER_KEYS,
      inject: [IDENTITY_POOL],
      // Introspection reads the database each time; the calling service caches the answer.
      useFactory:
        (pool: Pool): SellerKeyCheck =>
        (key) =>
          checkKey(pool, key),
    },
  ],
})
export class ApiKeysModule {}

import { Lifecycle } from '@stockproof/service';
import { Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { DatabaseModule } from '../database.module.js';
import { IDENTITY_POOL } from '../tokens.js';
import { CopyCount } from './copy-count.js';

/** How many copies of the service divide the limits. */
@Module({
  imports: [DatabaseModule],
  providers: [
    {
      provide: CopyCount,
      inject: [IDENTITY_POOL, Lifecycle],
      useFactory: (pool: Pool, lifecycle: Lifecycle) => lifecycle.run(new CopyCount(pool)),
    },
  ],
  exports: [CopyCount],
})
export class CopiesModule {}

import { BatchStrategy } from '@stockproof/kafka-nest';
import { HeldShards, type RetryOptions } from '@stockproof/postgres';
import { CONFIG, consumerGroup, consumerProvider, retryProvider, SERVICE_NAME } from '@stockproof/service';
import { Global, Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { DatabaseModule } from './database.module.js';
import type { Settings } from './settings.js';
import { POOL, RETRY } from './tokens.js';

/**
 * The consumer group: its shards, and the client that reads for all handlers of a topic. Global, for the modules
 * of these handlers.
 */
@Global()
@Module({
  imports: [DatabaseModule],
  providers: [
    retryProvider(RETRY, 'reservation transaction failed; retrying'),
    {
      provide: HeldShards,
      inject: [SERVICE_NAME, POOL, CONFIG, RETRY],
      useFactory: (name: string, pool: Pool, config: Settings, retry: RetryOptions) =>
        new HeldShards({ pool, consumer_group: consumerGroup(name, config), retry, open: (held) => held }),
    },
    // Most CDC rows belong to no reservation, so larger batches need fewer transactions for the offset.
    consumerProvider(() => ({
      never_goes_back: true,
      concurrency: 2,
      max_batch: 500,
      min_bytes: 1_048_576,
      max_wait_ms: 50,
    })),
  ],
  exports: [RETRY, HeldShards, BatchStrategy],
})
export class ConsumerModule {}

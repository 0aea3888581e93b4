import { AuthModule, keyAuthenticator } from '@stockproof/auth';
import { HEALTH } from '@stockproof/http';
import { BrokerModule, CONFIG, databaseCheck, PositionsModule, SecurityLogModule } from '@stockproof/service';
import { Module } from '@nestjs/common';
import { ConsumerModule } from './consumer.module.js';
import { DatabaseModule } from './database.module.js';
import { FreshnessModule } from './freshness/freshness.module.js';
import { MetricsModule } from './metrics.module.js';
import { ProjectChangesModule } from './project-changes/project-changes.module.js';
import { QueryModule } from './query/query.module.js';
import { RepairOffersModule } from './repair-offers/repair-offers.module.js';
import type { Settings } from './settings.js';
import { StreamModule } from './stream/stream.module.js';
import { AVAILABILITY_POOL } from './tokens.js';

@Module({
  imports: [
    SecurityLogModule,
    BrokerModule,
    AuthModule.forRootAsync({
      inject: [CONFIG],
      useFactory: (config: Settings) => ({
        authenticate: keyAuthenticator('availability-projection', config),
        public_open: config.STOCKPROOF_AVAILABILITY_PUBLIC,
      }),
    }),
    DatabaseModule,
    MetricsModule,
    ConsumerModule,
    PositionsModule,
    ProjectChangesModule,
    RepairOffersModule,
    FreshnessModule,
    StreamModule,
    QueryModule,
  ],
  providers: [
    { provide: HEALTH, inject: [AVAILABILITY_POOL], useFactory: databaseCheck('availability_database') },
  ],
})
export class ProjectionModule {}

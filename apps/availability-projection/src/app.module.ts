import { AuthModule, keyAuthenticator } from '@stockproof/auth';
import { HEALTH } from '@stockproof/http';
import { BrokerModule, CONFIG, databaseCheck, PositionsModule, SecurityLogModule } from '@stockproof/service';
import { Module } from '@nestjs/common';
import { ConsumerModule } from './consumer.module.js';
import { DatabaseModule } from './database.module.js';
import { FreshnessModule } from './freshness/freshness.module.js';
import { FreshnessQueryModule } from './freshness/freshness-query.module.js';
import { MetricsModule } from './metrics.module.js';
import { ProjectChangesModule } from './project-changes/project-changes.module.js';
import { QueryModule } from './query/query.module.js';
import { RepairOffersModule } from './repair-offers/repair-offers.module.js';
import type { QuerySettings } from './settings.js';
import { StreamModule } from './stream/stream.module.js';
import { AVAILABILITY_POOL } from './tokens.js';

/** What answers queries and streams, in both roles. */
const BASE = [
  SecurityLogModule,
  BrokerModule,
  AuthModule.forRootAsync({
    inject: [CONFIG],
    useFactory: (config: QuerySettings) => ({
      authenticate: keyAuthenticator('availability-projection', config),
      public_open: config.STOCKPROOF_AVAILABILITY_PUBLIC,
    }),
  }),
  DatabaseModule,
  StreamModule,
  QueryModule,
];
const DATABASE_HEALTH = {
  provide: HEALTH,
  inject: [AVAILABILITY_POOL],
  useFactory: databaseCheck('availability_database'),
};

@Module({
  imports: [
    ...BASE,
    MetricsModule,
    ConsumerModule,
    PositionsModule,
    ProjectChangesModule,
    RepairOffersModule,
    FreshnessModule,
  ],
  providers: [DATABASE_HEALTH],
})
export class ProjectionModule {}

/** Answers queries and streams only: it joins no consumer group, holds no shard and writes nothing. */
@Module({ imports: [...BASE, FreshnessQueryModule], providers: [DATABASE_HEALTH] })
export class QueryOnlyModule {}

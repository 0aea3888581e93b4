import { AuthModule, keyAuthenticator } from '@stockproof/auth';
import { ConnectorWatch } from '@stockproof/connectors';
import { type Health, HEALTH } from '@stockproof/http';
import { BrokerModule, CONFIG, databaseCheck, PositionsModule, SecurityLogModule } from '@stockproof/service';
import { Module } from '@nestjs/common';
import type { Pool } from 'pg';
import { ApplyBatchModule } from './apply-batch/apply-batch.module.js';
import { connectorHealth } from './connectors/connector-health.js';
import { ConnectorsModule } from './connectors/connectors.module.js';
import { ConsumerModule } from './consumer.module.js';
import { DatabaseModule } from './database.module.js';
import { LateMovementsModule } from './late-movements/late-movements.module.js';
import { LedgerQueriesModule } from './ledger-queries/ledger-queries.module.js';
import { OutcomesModule } from './outcomes/outcomes.module.js';
import { RepairStockModule } from './repair-stock/repair-stock.module.js';
import { ServerMetricsModule } from './server-metrics/server-metrics.module.js';
import type { Settings } from './settings.js';
import { INVENTORY_POOL } from './tokens.js';

@Module({
  imports: [
    SecurityLogModule,
    BrokerModule,
    AuthModule.forRootAsync({
      inject: [CONFIG],
      useFactory: (config: Settings) => ({ authenticate: keyAuthenticator('command-handler', config) }),
    }),
    DatabaseModule,
    ConsumerModule,
    PositionsModule,
    ApplyBatchModule,
    RepairStockModule,
    ConnectorsModule,
    OutcomesModule,
    LedgerQueriesModule,
    LateMovementsModule,
    ServerMetricsModule,
  ],
  providers: [
    {
      provide: HEALTH,
      inject: [INVENTORY_POOL, ConnectorWatch],
      useFactory: (pool: Pool, watch: ConnectorWatch): Health => ({
        ...databaseCheck('inventory_database')(pool),
        ...connectorHealth(watch),
      }),
    },
  ],
})
export class CommandHandlerModule {}

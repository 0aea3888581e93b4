import { type Authenticator, guarding } from '@stockproof/auth';
import type { ConnectorWatch } from '@stockproof/connectors';
import { auditing, type SecurityLog } from '@stockproof/security-log';
import type { DynamicModule } from '@nestjs/common';
import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';
import { ApplyUpdates, type ApplyUpdatesOptions } from './apply-batch/apply-updates.js';
import { ConnectorsController } from './connectors/connectors.controller.js';
import { OffersController } from './ledger-queries/offers.controller.js';
import { OutcomesController } from './outcomes/outcomes.controller.js';
import { RepairStock, type RepairStockOptions } from './repair-stock/repair-stock.js';
import {
  APPLY_UPDATES,
  COMMANDS_TOPIC,
  CONNECTOR_WATCH,
  INVENTORY_POOL,
  LEDGER_SOURCE,
  REPAIR_STOCK,
} from './tokens.js';

export interface CommandHandlerParts {
  readonly commands_topic: string;
  readonly pool: Pool;
  readonly ledger: DataSource;
  readonly updates: ApplyUpdatesOptions;
  readonly repairs: RepairStockOptions;
  readonly watch: ConnectorWatch;
  readonly authenticate: Authenticator;
  readonly security: SecurityLog;
}

export class CommandHandlerModule {
  static with({
    commands_topic,
    pool,
    ledger,
    updates,
    repairs,
    watch,
    authenticate,
    security,
  }: CommandHandlerParts): DynamicModule {
    return {
      module: CommandHandlerModule,
      controllers: [ApplyUpdates, RepairStock, OutcomesController, OffersController, ConnectorsController],
      providers: [
        ...guarding(authenticate),
        auditing(security),
        { provide: COMMANDS_TOPIC, useValue: commands_topic },
        { provide: INVENTORY_POOL, useValue: pool },
        { provide: LEDGER_SOURCE, useValue: ledger },
        { provide: APPLY_UPDATES, useValue: updates },
        { provide: REPAIR_STOCK, useValue: repairs },
        { provide: CONNECTOR_WATCH, useValue: watch },
      ],
    };
  }
}

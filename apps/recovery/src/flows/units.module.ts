import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { ProjectionFunctions } from '@stockproof/availability';
import type { Broker } from '@stockproof/kafka';
import type { RecoveryContract } from '@stockproof/recovery-contract';
import { BROKER, CONFIG, CONTRACT, Lifecycle, LOGGER, TELEMETRY } from '@stockproof/service';
import type { Logger, Telemetry } from '@stockproof/telemetry';
import { type DynamicModule, Module, type Type } from '@nestjs/common';
import type { Pool } from 'pg';
import { codeVersion } from '../engine/code-version.js';
import { snapshotsOf } from '../engine/snapshot.js';
import { RecordsModule } from '../records.module.js';
import type { SealedHistory } from '../sealing/sealed-history.js';
import type { WorkerSettings } from '../settings.js';
import { PROJECTION_FUNCTIONS, RECORDS_POOL, SEALED_HISTORY, UNIT_CONTEXT, UNIT_HELPER } from '../tokens.js';
import { FunctionsModule } from './functions.module.js';
import { exchangeKeyOf } from './ledger/units/content/authenticate.js';
import { UnitHelper } from './ledger/units/help-with-units.js';
import { unitMetrics } from './ledger/units/metrics.js';
import type { UnitContext } from './ledger/units/unit-context.js';

/** The units of large verifications: those of this process, and the help with those of others. */
@Module({})
export class UnitsModule {
  /** Reads sealed history as this module provides it (SEALED_HISTORY). */
  static reading(history: Type): DynamicModule {
    return {
      module: UnitsModule,
      imports: [RecordsModule, FunctionsModule, history],
      providers: [
        { provide: UNIT_CONTEXT, inject: [CONFIG, LOGGER, TELEMETRY], useFactory: unitContext },
        {
          provide: UNIT_HELPER,
          inject: [
            UNIT_CONTEXT,
            RECORDS_POOL,
            BROKER,
            SEALED_HISTORY,
            PROJECTION_FUNCTIONS,
            CONTRACT,
            CONFIG,
            Lifecycle,
          ],
          useFactory: startHelper,
        },
      ],
      exports: [UNIT_CONTEXT],
    };
  }
}

async function unitContext(
  config: WorkerSettings,
  logger: Logger,
  telemetry: Telemetry,
): Promise<UnitContext> {
  return {
    holder: `${hostname()}/${process.pid}/${randomUUID()}`,
    code_version: await codeVersion(),
    lease_ms: config.STOCKPROOF_RECOVERY_LEASE_MS,
    at_once: config.STOCKPROOF_VERIFY_UNITS_AT_ONCE,
    exchangeKey: () => exchangeKeyOf(config.STOCKPROOF_SERVICE_KEY_FILE),
    coordinated: new Set(),
    logger,
    onEnd: unitMetrics(telemetry),
  };
}

function startHelper(
  units: UnitContext,
  records: Pool,
  broker: Broker,
  sealed: SealedHistory | null,
  functions: ProjectionFunctions,
  { ordering_boundary: { partitions }, history }: RecoveryContract,
  config: WorkerSettings,
  lifecycle: Lifecycle,
): UnitHelper {
  return lifecycle.run(
    new UnitHelper({
      units,
      records,
      broker,
      sealed,
      functions,
      partitions,
      history_may_end: history.recovery_window !== 'unlimited',
      ledger_at: snapshotsOf(config.STOCKPROOF_AUDIT_INVENTORY_URL),
      view_at: snapshotsOf(config.STOCKPROOF_AUDIT_AVAILABILITY_URL),
    }),
  );
}

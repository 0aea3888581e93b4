import { ConnectorWatch } from '@stockproof/connectors';
import { createPool } from '@stockproof/postgres';
import { SECURITY_LOG, type SecurityLog } from '@stockproof/security-log';
import { CONFIG, Lifecycle, LOGGER, TELEMETRY } from '@stockproof/service';
import type { Logger, Telemetry } from '@stockproof/telemetry';
import { Inject, Module } from '@nestjs/common';
import type { Settings } from '../settings.js';
import { carryOutRemedy } from './carry-out-remedy.js';
import { observeConnectors } from './connector-metrics.js';
import { ConnectorsController } from './connectors.controller.js';

/** Whether each connector moves changes. */
@Module({
  controllers: [ConnectorsController],
  providers: [
    { provide: ConnectorWatch, inject: [CONFIG, SECURITY_LOG, LOGGER, Lifecycle], useFactory: watchOf },
  ],
  exports: [ConnectorWatch],
})
export class ConnectorsModule {
  constructor(@Inject(TELEMETRY) telemetry: Telemetry, watch: ConnectorWatch) {
    observeConnectors(telemetry, watch);
  }
}

function watchOf(
  config: Settings,
  security: SecurityLog,
  logger: Logger,
  lifecycle: Lifecycle,
): ConnectorWatch {
  // A pool of its own, so that the watch and the batches do not wait for each other.
  const pool = createPool({
    url: config.STOCKPROOF_INVENTORY_DATABASE_URL,
    application_name: 'connector-watch',
    max: 2,
  });
  return lifecycle.run(
    new ConnectorWatch({
      pool: lifecycle.hold(pool, () => pool.end()),
      connect_url: config.STOCKPROOF_CONNECT_URL,
      now_ms: Date.now,
      onChanged: ({ name, state, reason, detail }) => logger.warn({ connector: name, state, reason }, detail),
      carryOut: carryOutRemedy(security, logger),
      onFailed: (error) =>
        logger.warn({ err: error }, 'connector watch: a check failed; the next one follows'),
    }),
  );
}

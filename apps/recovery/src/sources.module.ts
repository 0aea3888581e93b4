import { type BrokerProducer, serviceBroker } from '@stockproof/kafka';
import { CONFIG, Lifecycle, LOGGER, poolProvider, producerProvider } from '@stockproof/service';
import type { Logger } from '@stockproof/telemetry';
import { Module } from '@nestjs/common';
import { RecordsModule } from './records.module.js';
import type { Settings } from './settings.js';
import { LEDGER_POOL, RECOVERY_PRODUCER, REDRIVE_PRODUCER, RESERVATIONS_POOL, VIEW_POOL } from './tokens.js';

type UrlSetting = Extract<keyof Settings, `${string}_URL`>;

const pool = (token: symbol, url: UrlSetting, max: number) =>
  poolProvider<Settings>(token, (config) => ({ url: config[url], application_name: 'recovery', max }));

/** The service's own database, the other services' databases as their auditor, and the producers. */
@Module({
  imports: [RecordsModule],
  providers: [
    pool(LEDGER_POOL, 'STOCKPROOF_AUDIT_INVENTORY_URL', 4),
    pool(VIEW_POOL, 'STOCKPROOF_AUDIT_AVAILABILITY_URL', 4),
    pool(RESERVATIONS_POOL, 'STOCKPROOF_AUDIT_RESERVATION_URL', 4),
    producerProvider(RECOVERY_PRODUCER),
    { provide: REDRIVE_PRODUCER, inject: [CONFIG, LOGGER, Lifecycle], useFactory: redriveProducer },
  ],
  exports: [RecordsModule, LEDGER_POOL, VIEW_POOL, RESERVATIONS_POOL, RECOVERY_PRODUCER, REDRIVE_PRODUCER],
})
export class SourcesModule {}

/** It has a login of its own; the broker refuses updates from every other producer of this process. */
async function redriveProducer(
  config: Settings,
  logger: Logger,
  lifecycle: Lifecycle,
): Promise<BrokerProducer> {
  const login = config.STOCKPROOF_REDRIVE_KAFKA_LOGIN || config.STOCKPROOF_KAFKA_LOGIN;
  const broker = serviceBroker('recovery-redrive', { ...config, STOCKPROOF_KAFKA_LOGIN: login }, logger);
  return lifecycle.hold(await broker.producer(), (producer) => producer.close());
}

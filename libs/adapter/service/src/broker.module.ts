import { type Broker, type BrokerSettings, requireContract, serviceBroker } from '@stockproof/kafka';
import type { Logger } from '@stockproof/telemetry';
import { Global, Module } from '@nestjs/common';
import { BROKER, CONFIG, CONTRACT, LOGGER, SERVICE_NAME } from './tokens.js';

interface ContractSettings {
  readonly STOCKPROOF_CONTRACT_FILE: string;
  readonly STOCKPROOF_TOPIC_PREFIX: string;
}

/**
 * Global: Kafka, and the Recovery Contract. If the topics do not match the contract, the service does not start
 * (docs/design.md#ordering-boundary).
 */
@Global()
@Module({
  providers: [
    {
      provide: BROKER,
      inject: [SERVICE_NAME, CONFIG, LOGGER],
      useFactory: (name: string, config: BrokerSettings, logger: Logger) =>
        serviceBroker(name, config, logger),
    },
    {
      provide: CONTRACT,
      inject: [BROKER, CONFIG],
      useFactory: (broker: Broker, config: ContractSettings) =>
        requireContract(broker, config.STOCKPROOF_CONTRACT_FILE, config.STOCKPROOF_TOPIC_PREFIX),
    },
  ],
  exports: [BROKER, CONTRACT],
})
export class BrokerModule {}

export { BrokerModule } from './broker.module.js';
export {
  consumerGroup,
  consumerProvider,
  retryProvider,
  type TransactionRetry,
} from './consumer-providers.js';
export { ServiceModule } from './service.module.js';
export { type Activity, Lifecycle } from './lifecycle.js';
export { databaseCheck, poolProvider, producerProvider } from './opened-providers.js';
export { PositionsModule } from './positions/positions.module.js';
export { SecurityLogModule } from './security-log.module.js';
export { type ServiceOptions, serviceOf } from './start-service.js';
export { BROKER, CONFIG, CONTRACT, FAIL, LOGGER, SERVICE_NAME, TELEMETRY } from './tokens.js';

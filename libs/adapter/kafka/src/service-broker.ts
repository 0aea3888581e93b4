import { createKafkaJsBroker } from './kafkajs/broker.js';
import type { Broker } from './port.js';

export interface BrokerSettings {
  readonly STOCKPROOF_KAFKA_BROKERS: string;
  readonly STOCKPROOF_KAFKA_LOGIN: string;
}

interface Log {
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** The broker as a service sees it: by its settings, under its own login, with the client's complaints in its log. */
export function serviceBroker(client_id: string, config: BrokerSettings, logger: Log): Broker {
  return createKafkaJsBroker({
    client_id,
    brokers: config.STOCKPROOF_KAFKA_BROKERS.split(','),
    login: config.STOCKPROOF_KAFKA_LOGIN,
    log: (level, message, details) => logger[level](details, message),
  });
}

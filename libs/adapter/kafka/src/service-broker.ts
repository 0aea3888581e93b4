import { createKafkaJsBroker } from './kafkajs/broker.js';
import type { Broker } from './port.js';

/** The settings of a service's connection to Kafka. */
export interface BrokerSettings {
  readonly STOCKPROOF_KAFKA_BROKERS: string;
  readonly STOCKPROOF_KAFKA_LOGIN: string;
  readonly STOCKPROOF_KAFKA_CA_FILE: string;
  readonly STOCKPROOF_FETCH_PARTITION_BYTES: number;
  readonly STOCKPROOF_FETCH_UNPACKED_BYTES: number;
  readonly STOCKPROOF_FETCH_RECORDS: number;
}

/** The settings of a service's Kafka client. */
export const BROKER_SETTINGS = [
  'STOCKPROOF_KAFKA_BROKERS',
  'STOCKPROOF_KAFKA_LOGIN',
  'STOCKPROOF_KAFKA_CA_FILE',
  'STOCKPROOF_FETCH_PARTITION_BYTES',
  'STOCKPROOF_FETCH_UNPACKED_BYTES',
  'STOCKPROOF_FETCH_RECORDS',
] as const;

interface Log {
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/**
 * Creates the broker of a service from its settings, with its own login; the client's warnings go to the
 * service's log.
 */
export function serviceBroker(client_id: string, config: BrokerSettings, logger: Log): Broker {
  return createKafkaJsBroker({
    client_id,
    brokers: config.STOCKPROOF_KAFKA_BROKERS.split(','),
    login: config.STOCKPROOF_KAFKA_LOGIN,
    ca_file: config.STOCKPROOF_KAFKA_CA_FILE,
    fetch: {
      partition_bytes: config.STOCKPROOF_FETCH_PARTITION_BYTES,
      unpacked_bytes: config.STOCKPROOF_FETCH_UNPACKED_BYTES,
      records: config.STOCKPROOF_FETCH_RECORDS,
    },
    log: (level, message, details) => logger[level](details, message),
  });
}

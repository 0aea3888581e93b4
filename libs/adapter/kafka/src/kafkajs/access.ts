import { readFileSync } from 'node:fs';
import type { KafkaConfig } from 'kafkajs';

/** Addresses of the brokers, and the login of a client. TLS and a login are required. */
export interface KafkaAccess {
  /** host:port */
  readonly brokers: readonly string[];
  /** `name:password`, for SCRAM-SHA-512. */
  readonly login: string;
  /** PEM file of the authority of the brokers' certificates; if empty, the authorities that Node knows. */
  readonly ca_file: string;
}

/**
 * Converts the access to kafkajs's form. Throws if the CA file cannot be read or the login has no name or
 * password.
 */
export function accessConfig({
  brokers,
  login,
  ca_file,
}: KafkaAccess): Required<Pick<KafkaConfig, 'brokers' | 'ssl' | 'sasl'>> {
  const [username = '', ...rest] = login.split(':');
  const password = rest.join(':');
  if (username === '' || password === '')
    throw new Error('Kafka takes nobody without a login: `name:password` (STOCKPROOF_KAFKA_LOGIN)');
  return {
    brokers: [...brokers],
    ssl: ca_file === '' ? true : { ca: [readFileSync(ca_file, 'utf8')] },
    sasl: { mechanism: 'scram-sha-512', username, password },
  };
}

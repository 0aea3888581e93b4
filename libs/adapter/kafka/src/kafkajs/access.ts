import { readFileSync } from 'node:fs';
import type { KafkaConfig } from 'kafkajs';

/** Where the brokers are and as whom a client logs in. There is no way without TLS and a login. */
export interface KafkaAccess {
  /** host:port */
  readonly brokers: readonly string[];
  /** `name:password`, for SCRAM-SHA-512. */
  readonly login: string;
  /** PEM file of the authority that the brokers' certificates are of; empty: those that Node knows. */
  readonly ca_file: string;
}

/** The access in kafkajs's form. Throws where the CA file cannot be read or the login has no name or password. */
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

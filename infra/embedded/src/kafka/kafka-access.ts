import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureScramLogins, type KafkaAccess } from '@stockproof/kafka';
import { waitUntil } from '@stockproof/timing';
import { caFile, type TlsIdentity } from '../tls/ensure-tls.js';
import type { Administrator, KafkaPasswords, Login } from './logins.js';

/**
 * The access of set-up, the command line and the tests: as `setup`, unless another login is named. `brokers` are
 * host:port, comma separated. Throws if the home has no secrets yet.
 */
export function kafkaAccess(
  home: string,
  brokers: string,
  login: Login | Administrator = 'setup',
): KafkaAccess {
  const { kafka_passwords } = JSON.parse(readFileSync(join(home, 'secrets.json'), 'utf8')) as {
    kafka_passwords: KafkaPasswords;
  };
  return { brokers: brokers.split(','), login: `${login}:${kafka_passwords[login]}`, ca_file: caFile(home) };
}

const WITHIN_MS = 30_000;

/**
 * Sets the passwords of the logins, also in a log that has others or none. Waits for controllers that are
 * starting, or electing one. Idempotent.
 */
export async function ensureLogins(
  controllers: readonly string[],
  { ca, certificate, key }: TlsIdentity,
  passwords: KafkaPasswords,
): Promise<void> {
  const put = () => ensureScramLogins({ controllers, ca, certificate, key, passwords }).then(() => true);
  await waitUntil(put, { what: 'the controller to take the logins', within_ms: WITHIN_MS, every_ms: 200 });
}

import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '@stockproof/files';
import { ADMINISTRATORS, type KafkaPasswords, LOGINS } from '../kafka/logins.js';
import { PASSWORD_ROLES, type PasswordRole } from '../postgres/databases.js';

/** The generated passwords of an instance. */
export interface Secrets {
  readonly superuser_password: string;
  readonly role_passwords: Readonly<Record<PasswordRole, string>>;
  readonly kafka_passwords: KafkaPasswords;
  /** Of Kafka Connect's REST API. */
  readonly connect_password: string;
  /** Of the supervisor's metrics. Its own, because it must answer when no identity provider runs. */
  readonly metrics_password: string;
}

const KAFKA_NAMES = [...LOGINS, ...ADMINISTRATORS];

/**
 * Creates the passwords of this instance for PostgreSQL, Kafka and Connect: random, made once, readable only
 * by the owner. Idempotent.
 */
export async function ensureSecrets(home: string): Promise<Secrets> {
  const file = join(home, 'secrets.json');
  try {
    const known = JSON.parse(await readFile(file, 'utf8')) as Omit<
      Secrets,
      'kafka_passwords' | 'connect_password' | 'metrics_password'
    > &
      Partial<Secrets>;
    const { kafka_passwords = {} } = known;
    const complete =
      PASSWORD_ROLES.every((role) => role in known.role_passwords) &&
      !('debezium' in known.role_passwords) &&
      KAFKA_NAMES.every((login) => login in kafka_passwords) &&
      known.connect_password !== undefined &&
      known.metrics_password !== undefined;
    if (complete) return known as Secrets;
    // A role or login that came with a newer version gets its password; the others keep theirs, and debezium has none any more.
    const { debezium: _, ...role_passwords } = known.role_passwords as Record<string, string>;
    return await write(file, {
      connect_password: password(),
      metrics_password: password(),
      ...known,
      role_passwords: { ...newPasswords(PASSWORD_ROLES), ...role_passwords },
      kafka_passwords: { ...newPasswords(KAFKA_NAMES), ...kafka_passwords },
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return write(file, {
    superuser_password: password(),
    role_passwords: newPasswords(PASSWORD_ROLES),
    kafka_passwords: newPasswords(KAFKA_NAMES),
    connect_password: password(),
    metrics_password: password(),
  });
}

async function write(file: string, secrets: Secrets): Promise<Secrets> {
  await replaceFile(file, JSON.stringify(secrets, null, 2));
  return secrets;
}

function newPasswords<Name extends string>(names: readonly Name[]): Record<Name, string> {
  return Object.fromEntries(names.map((name) => [name, password()])) as Record<Name, string>;
}

function password(): string {
  return randomBytes(18).toString('base64url');
}

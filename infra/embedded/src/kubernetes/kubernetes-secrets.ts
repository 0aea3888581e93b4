import { createHmac } from 'node:crypto';
import { captureFiles } from '../connect/capture-login.js';
import { type Files, serviceFiles } from '../compose/service-files.js';
import { SERVICE_LOGINS } from '../kafka/logins.js';
import { PASSWORD_ROLES } from '../postgres/databases.js';
import { ensureKeys } from '../secrets/keys.js';
import { ensurePeople } from '../secrets/people.js';
import { ensureProducerKeys } from '../secrets/producer-keys.js';
import { ensureSecrets, type Secrets } from '../secrets/secrets.js';
import { ensureTls } from '../tls/ensure-tls.js';

/** A Secret of Kubernetes. It holds passwords or keys, in Base64. */
export interface KubernetesSecret {
  readonly apiVersion: 'v1';
  readonly kind: 'Secret';
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly type: string;
  readonly data: Readonly<Record<string, string>>;
}

export interface KubernetesSecretsOptions {
  /** Folder where everything is kept that was made: without it, the next call makes other passwords. */
  readonly home: string;
  readonly release: string;
  readonly namespace: string;
  /** host:port of the primary of PostgreSQL. */
  readonly postgres: string;
  /** Of Connect's REST API, with its login if it has one. */
  readonly connect_url: string;
}

/** Where the chart mounts the authority of PostgreSQL's certificate. */
const POSTGRES_AUTHORITY = '/run/authorities/postgres/ca.crt';

/**
 * The Secrets that the chart reads, each for one reader, made as the embedded stack makes them: passwords of
 * PostgreSQL and Kafka, keys of the services, and the certificates by which Debezium and the standbys log in.
 * Makes what the home does not have and renews certificates. Idempotent; not for two processes at once.
 */
export async function kubernetesSecrets(options: KubernetesSecretsOptions): Promise<KubernetesSecret[]> {
  const { home, release, namespace, postgres, connect_url } = options;
  const secrets = await ensureSecrets(home);
  await ensureKeys(home);
  await ensurePeople(home);
  await ensureProducerKeys(home);
  const client = (common_name: string) => ({ common_name, hosts: [] });
  const tls = await ensureTls(home, {
    debezium: client('debezium'),
    replication: client('streaming_replica'),
  });
  const { 'debezium.crt': certificate, 'debezium.pk8': key } = captureFiles(tls.debezium);
  const services = await serviceFiles(home, secrets, { postgres, ca_file: POSTGRES_AUTHORITY, connect_url });
  const secret = (name: string, files: Files, type = 'Opaque'): KubernetesSecret => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: `${release}-${name}`, namespace },
    type,
    data: Object.fromEntries(
      Object.entries(files).map(([file, value]) => [file, Buffer.from(value).toString('base64')]),
    ),
  });
  return [
    ...Object.entries(services).map(([name, files]) => secret(name, files)),
    ...logins(secrets).map(([name, files, type]) => secret(name, files, type)),
    secret('postgres-client-ca', { 'ca.crt': tls.debezium.ca }),
    secret(
      'postgres-replication',
      { 'tls.crt': tls.replication.certificate, 'tls.key': tls.replication.key },
      'kubernetes.io/tls',
    ),
    secret('capture-login', { 'debezium.crt': certificate, 'debezium.pk8': key }),
  ];
}

/** Of the logins of the chart. The autoscaler's is derived, so that it stays the same. */
function kafkaPasswords({ kafka_passwords, metrics_password }: Secrets): Files {
  const autoscaler = createHmac('sha256', metrics_password).update('autoscaler').digest('base64url');
  const names = [...SERVICE_LOGINS, 'auditor', 'setup'] as const;
  return {
    ...Object.fromEntries(names.map((name) => [name, kafka_passwords[name]])),
    autoscaler,
    'autoscaler-name': 'autoscaler',
  };
}

/** What the operators of Kafka and PostgreSQL give their logins, and set-up. */
function logins(secrets: Secrets): [string, Files, string][] {
  const basic = (name: string, username: string, password: string): [string, Files, string] => [
    `postgres-${name}`,
    { username, password },
    'kubernetes.io/basic-auth',
  ];
  return [
    ['kafka-passwords', kafkaPasswords(secrets), 'Opaque'],
    basic('superuser', 'postgres', secrets.superuser_password),
    ...PASSWORD_ROLES.map((role) => basic(role.replaceAll('_', '-'), role, secrets.role_passwords[role])),
  ];
}

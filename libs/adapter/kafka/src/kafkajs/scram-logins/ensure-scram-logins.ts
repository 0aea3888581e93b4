import { pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import kafkajs, { type Kafka } from 'kafkajs';
import { ownCluster } from '../own-cluster.js';
import { type AlteredLogin, alterScramV0, type ScramCredential } from './alter-scram-v0.js';

/** The logins to store in a cluster, and how to reach its controller before it has any. */
export interface ScramLogins {
  /** host:port of the controllers' listener, which accepts a certificate instead of a login. */
  readonly controllers: readonly string[];
  /** PEM texts: the authority, and the administrator's certificate and private key. */
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
  /** Password by login. */
  readonly passwords: Readonly<Record<string, string>>;
}

interface ConnectionPool {
  send(protocol: ReturnType<typeof alterScramV0>): Promise<readonly AlteredLogin[]>;
}

/** The used part of kafkajs's cluster. */
interface Cluster {
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  readonly brokerPool: { readonly seedBroker: { readonly connectionPool: ConnectionPool } };
}

/** The minimum of RFC 7677 and of Kafka. Our passwords have 144 random bits, so more rounds add nothing. */
const ITERATIONS = 4_096;
const SALT_BYTES = 32;
/** Kafka's error code of a controller that is not the active one. */
const NOT_CONTROLLER = 41;
const SHA_512_BYTES = 64;

/**
 * Sets the passwords of these logins (SCRAM-SHA-512). It connects to the controllers with a certificate,
 * because the first login of a new log cannot be created by a login. Of several controllers only the active one
 * takes them, so each is asked in turn. Brokers know the passwords shortly after it resolves. Idempotent. Rejects if
 * one was refused.
 */
export async function ensureScramLogins({
  controllers,
  ca,
  certificate,
  key,
  passwords,
}: ScramLogins): Promise<void> {
  const credentials = await Promise.all(
    Object.entries(passwords).map(([name, password]) => credentialOf(name, password)),
  );
  const clientOf = (controller: string): Kafka =>
    new kafkajs.Kafka({
      clientId: 'stockproof-setup',
      brokers: [controller],
      ssl: { ca: [ca], cert: certificate, key },
      connectionTimeout: 3_000,
      retry: { retries: 0 },
      logLevel: kafkajs.logLevel.NOTHING,
    });
  let refused: readonly AlteredLogin[] = [];
  for (const controller of controllers) {
    refused = (await send(clientOf(controller), credentials)).filter(({ error_code }) => error_code !== 0);
    if (refused.length === 0) return;
    if (!refused.every(({ error_code }) => error_code === NOT_CONTROLLER)) break;
  }
  throw new Error(
    refused
      .map(({ name, error_code, error }) => `no login ${name}: ${error ?? `error ${error_code}`}`)
      .join('; '),
  );
}

async function send(kafka: Kafka, credentials: readonly ScramCredential[]): Promise<readonly AlteredLogin[]> {
  const cluster = ownCluster<Cluster>(kafka);
  try {
    await cluster.connect();
    return await cluster.brokerPool.seedBroker.connectionPool.send(alterScramV0(credentials));
  } finally {
    await cluster.disconnect();
  }
}

/** SaltedPassword of RFC 5802, with a new salt each time. */
async function credentialOf(name: string, password: string): Promise<ScramCredential> {
  const salt = randomBytes(SALT_BYTES);
  const salted_password = await promisify(pbkdf2)(password, salt, ITERATIONS, SHA_512_BYTES, 'sha512');
  return { name, iterations: ITERATIONS, salt, salted_password };
}

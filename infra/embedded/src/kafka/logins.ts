/**
 * Logins of services and Connect. `redrive` is recovery's login for dead letters; a replay has no login that
 * may write them.
 */
export const SERVICE_LOGINS = [
  'ingestion',
  'command-handler',
  'availability-projection',
  'recovery',
  'redrive',
  'reservation',
  'connect',
] as const;

/** The development sellers; each has a login of its own name. */
export const SELLERS = ['seller-42', 'seller-1'] as const;

/** Logins that may do only what is granted: services, sellers, and `auditor`, a person who may only read. */
export const LOGINS = [...SERVICE_LOGINS, 'auditor', ...SELLERS] as const;

/**
 * Logins that may do everything: the broker, and `setup`, which set-up, the command line and the tests use.
 * No service gets either.
 */
export const ADMINISTRATORS = ['broker', 'setup'] as const;

export type ServiceLogin = (typeof SERVICE_LOGINS)[number];
export type Login = (typeof LOGINS)[number];
export type Administrator = (typeof ADMINISTRATORS)[number];

export type KafkaPasswords = Readonly<Record<Login | Administrator, string>>;

/** A JAAS login configuration: of a client with its name and password, or of a listener. */
export function scramConfig(login?: { readonly name: string; readonly password: string }): string {
  const options = login === undefined ? '' : ` username="${login.name}" password="${login.password}"`;
  return `org.apache.kafka.common.security.scram.ScramLoginModule required${options};`;
}

/** A PEM text in one line, for Kafka's settings and the environment of its image. */
export function inOneLine(pem: string): string {
  return pem.trim().replaceAll('\n', ' ');
}

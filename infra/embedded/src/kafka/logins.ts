/** Services and Connect. `redrive` is recovery where it puts dead letters back; a replay has no login that may. */
export const SERVICE_LOGINS = [
  'ingestion',
  'command-handler',
  'availability-projection',
  'recovery',
  'redrive',
  'reservation',
  'connect',
] as const;

/** The development sellers, each of whom has a login of its own name. */
export const SELLERS = ['seller-42', 'seller-1'] as const;

/** Who the authorizer lets do only what is granted: services, sellers, and `auditor`, a person who looks and changes nothing. */
export const LOGINS = [...SERVICE_LOGINS, 'auditor', ...SELLERS] as const;

/**
 * Who may do everything: the broker itself, and `setup`, whom set-up, our command line and the tests log in as. No service
 * is ever handed either.
 */
export const ADMINISTRATORS = ['broker', 'setup'] as const;

export type ServiceLogin = (typeof SERVICE_LOGINS)[number];
export type Login = (typeof LOGINS)[number];
export type Administrator = (typeof ADMINISTRATORS)[number];

export type KafkaPasswords = Readonly<Record<Login | Administrator, string>>;

/** What Java calls a login configuration: of a client's with its name and password; of a listener's that logs in nowhere without. */
export function scramConfig(login?: { readonly name: string; readonly password: string }): string {
  const options = login === undefined ? '' : ` username="${login.name}" password="${login.password}"`;
  return `org.apache.kafka.common.security.scram.ScramLoginModule required${options};`;
}

/** A PEM text in one line, as Kafka's settings and the environment of its image take it. */
export function inOneLine(pem: string): string {
  return pem.trim().replaceAll('\n', ' ');
}

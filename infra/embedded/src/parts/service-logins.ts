import { databaseUrl } from '@stockproof/postgres';
import type { DATABASES, PasswordRole } from '../postgres/databases.js';
import type { Signer } from '../secrets/keys.js';
import type { Secrets } from '../secrets/secrets.js';

/** A service: its name, its own database, and its role there. The console has neither database nor Kafka. */
export interface Service {
  readonly name: Exclude<Signer, 'console'>;
  readonly database: (typeof DATABASES)[number];
  readonly role: PasswordRole;
}

export const SERVICES: readonly Service[] = [
  { name: 'ingestion', database: 'identity', role: 'ingestion' },
  { name: 'command-handler', database: 'inventory', role: 'command_handler' },
  { name: 'availability-projection', database: 'availability', role: 'availability_projection' },
  { name: 'recovery', database: 'recovery', role: 'recovery' },
  { name: 'reservation', database: 'reservation', role: 'reservation' },
];

/** Addresses of the servers that a service logs in to. */
export interface Servers {
  /** host:port. */
  readonly postgres: string;
  /** The authority's certificate, as a path of the service's. */
  readonly ca_file: string;
  /** Of Connect's REST API, with its login. */
  readonly connect_url: string;
}

/** The settings with the logins of one service; every value contains a password. */
export function serviceLogins(service: Service, secrets: Secrets, servers: Servers): Record<string, string> {
  const { name, database, role } = service;
  const url = (user: PasswordRole, at: string): string =>
    databaseUrl({
      user,
      password: secrets.role_passwords[user],
      database: at,
      server: servers.postgres,
      ca_file: servers.ca_file,
    });
  return {
    STOCKPROOF_KAFKA_LOGIN: `${name}:${secrets.kafka_passwords[name]}`,
    [`STOCKPROOF_${database.toUpperCase()}_DATABASE_URL`]: url(role, database),
    STOCKPROOF_SECURITY_DATABASE_URL: url(role, 'security'),
    ...moreLogins(name, secrets, servers, url),
  };
}

/** The logins of the identity provider. It has no database; it only appends to the security log. */
export function providerLogins(
  { role_passwords }: Secrets,
  { postgres, ca_file }: Omit<Servers, 'connect_url'>,
): Record<string, string> {
  const user = 'identity_provider';
  const password = role_passwords[user];
  return {
    STOCKPROOF_SECURITY_DATABASE_URL: databaseUrl({
      user,
      password,
      database: 'security',
      server: postgres,
      ca_file,
    }),
  };
}

/** The recovery service reads the others' databases as the auditor, who may change nothing there. */
function moreLogins(
  name: Service['name'],
  { kafka_passwords }: Secrets,
  { connect_url }: Servers,
  url: (user: PasswordRole, at: string) => string,
): Record<string, string> {
  switch (name) {
    case 'ingestion':
      return { STOCKPROOF_SECURITY_AUDIT_URL: url('security_auditor', 'security') };
    case 'command-handler':
      return { STOCKPROOF_CONNECT_URL: connect_url };
    case 'recovery':
      return {
        STOCKPROOF_REDRIVE_KAFKA_LOGIN: `redrive:${kafka_passwords.redrive}`,
        STOCKPROOF_AUDIT_INVENTORY_URL: url('auditor', 'inventory'),
        STOCKPROOF_AUDIT_AVAILABILITY_URL: url('auditor', 'availability'),
        STOCKPROOF_AUDIT_RESERVATION_URL: url('auditor', 'reservation'),
      };
    default:
      return {};
  }
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { databaseUrl } from '@stockproof/postgres';
import { waitUntil } from '@stockproof/timing';
import { ensureDatabases, PASSWORD_ROLES, type PasswordRole } from '../postgres/databases.js';
import { migrateAll } from '../postgres/migrate-all.js';
import { type Role } from '../postgres/role-limits.js';
import { ensureAllTopics } from '../set-up-stack.js';

export interface KubernetesSetUp {
  /** host:port of the primary. */
  readonly postgres: string;
  /** PEM file of the authority of its certificate. */
  readonly authority: string;
  /** Folder with a file for each password: `superuser`, `superuser-password`, and each role. */
  readonly passwords: string;
  /** Most connections of each role, for as many pods as there may be. */
  readonly connections: Readonly<Partial<Record<Role, number>>>;
  /** A Kafka whose topics nobody else makes; its login `setup` has the password `kafka-setup`. */
  readonly kafka: {
    readonly bootstrap: string;
    readonly authority: string;
    readonly contract_file: string;
  } | null;
}

/** A cluster that is being made answers only after minutes. */
const SERVER_WITHIN_MS = 20 * 60_000;

/**
 * Makes what the services need in servers that others run: roles and databases, migrations, and, if asked,
 * topics and grants. Waits for PostgreSQL. Idempotent; two at once wait for each other in the migrations.
 */
export async function setUpKubernetes(options: KubernetesSetUp): Promise<void> {
  const password = (name: string): string => readFileSync(join(options.passwords, name), 'utf8').trimEnd();
  const superuserUrl = (database: string): string =>
    databaseUrl({
      user: password('superuser'),
      password: password('superuser-password'),
      server: options.postgres,
      database,
      ca_file: options.authority,
    });
  const passwords = Object.fromEntries(PASSWORD_ROLES.map((role) => [role, password(role)])) as Record<
    PasswordRole,
    string
  >;
  await waitUntil(
    () => ensureDatabases(superuserUrl('postgres'), passwords, options.connections).then(() => true),
    { what: 'PostgreSQL to take roles and databases', within_ms: SERVER_WITHIN_MS, every_ms: 2_000 },
  );
  await migrateAll(superuserUrl);
  console.log('databases: roles, rights and migrations are in place');
  if (options.kafka === null) return;
  const { bootstrap, authority, contract_file } = options.kafka;
  await ensureAllTopics(
    { brokers: bootstrap.split(','), login: `setup:${password('kafka-setup')}`, ca_file: authority },
    contract_file,
  );
  console.log('Kafka: topics and permissions are in place');
}

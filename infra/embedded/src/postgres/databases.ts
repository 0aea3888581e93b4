import { BoundClient } from '@stockproof/postgres';
import { escapeLiteral } from 'pg';
import { type Role, ROLE_LIMITS, ROLES } from './role-limits.js';

export const DATABASES = [
  'identity',
  'inventory',
  'availability',
  'recovery',
  'reservation',
  'security',
] as const;

/**
 * Roles that log in with a password. `debezium` uses a certificate, because a connector could be made to send
 * a password to another server.
 */
export type PasswordRole = Exclude<Role, 'debezium'>;

export const PASSWORD_ROLES = ROLES.filter((role) => role !== 'debezium');

const SELLER_READER = 'seller_reader';

/** Who may connect to a database, next to the superuser. */
const CONNECTS: Readonly<Record<(typeof DATABASES)[number] | 'postgres', readonly Role[]>> = {
  identity: ['ingestion'],
  inventory: ['command_handler', 'debezium', 'auditor'],
  availability: ['availability_projection', 'auditor'],
  recovery: ['recovery', 'auditor'],
  reservation: ['reservation', 'auditor'],
  security: [
    'ingestion',
    'command_handler',
    'availability_projection',
    'recovery',
    'reservation',
    'identity_provider',
    'security_auditor',
  ],
  postgres: [],
};

/**
 * Creates missing roles and databases, sets the passwords, and restricts who may connect where; PostgreSQL by
 * default lets everybody connect and create temporary tables. `debezium` may replicate. `connections` are
 * limits of roles that have others than ROLE_LIMITS says, for more than two processes. Idempotent.
 */
export async function ensureDatabases(
  superuser_url: string,
  passwords: Readonly<Record<PasswordRole, string>>,
  connections: Readonly<Partial<Record<Role, number>>> = {},
): Promise<void> {
  const client = new BoundClient(superuser_url);
  await client.connect();
  try {
    for (const role of ROLES) {
      const password = role === 'debezium' ? null : passwords[role];
      await ensureRole(client, role, password, connections[role] ?? ROLE_LIMITS[role].connections);
    }
    await ensureReader(client);
    for (const database of DATABASES) await ensureDatabase(client, database);
    for (const [database, roles] of Object.entries(CONNECTS)) await letConnect(client, database, roles);
  } finally {
    await client.end();
  }
}

async function ensureRole(
  client: BoundClient,
  role: Role,
  password: string | null,
  connections: number,
): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [role]);
  const verb = rowCount === 0 ? 'CREATE' : 'ALTER';
  const rights = role === 'debezium' ? 'LOGIN REPLICATION' : 'LOGIN';
  await client.query(
    `${verb} ROLE ${role} WITH ${rights} CONNECTION LIMIT ${connections} PASSWORD ${password === null ? 'NULL' : escapeLiteral(password)}`,
  );
  for (const [name, value] of Object.entries(ROLE_LIMITS[role].settings))
    await client.query(`ALTER ROLE ${role} SET ${name} = ${escapeLiteral(value)}`);
}

/**
 * Nobody logs in as it: the command handler becomes it for what one seller may see, and row-level security
 * goes by it.
 */
async function ensureReader(client: BoundClient): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [SELLER_READER]);
  if (rowCount === 0) await client.query(`CREATE ROLE ${SELLER_READER} NOLOGIN`);
  await client.query(`GRANT ${SELLER_READER} TO command_handler WITH INHERIT FALSE, SET TRUE`);
}

async function ensureDatabase(client: BoundClient, database: string): Promise<void> {
  const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
  if (rowCount === 0) await client.query(`CREATE DATABASE ${database}`);
}

async function letConnect(client: BoundClient, database: string, roles: readonly Role[]): Promise<void> {
  await client.query(`REVOKE CONNECT, TEMPORARY ON DATABASE ${database} FROM PUBLIC`);
  if (roles.length > 0) await client.query(`GRANT CONNECT ON DATABASE ${database} TO ${roles.join(', ')}`);
}

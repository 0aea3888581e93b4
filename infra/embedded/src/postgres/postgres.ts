import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import pg from 'pg';
import type { PartSpec } from '../part.js';
import { postgresBinaries } from './binaries.js';
import { asUser, own, postgresUser } from './unprivileged.js';

export interface PostgresOptions {
  readonly data_dir: string;
  readonly host: string;
  readonly port: number;
  readonly superuser_password: string;
}

/** How the server is set, wherever it runs; fsync and synchronous commit stay as PostgreSQL has them. */
export const SERVER_SETTINGS = {
  wal_level: 'logical',
  max_replication_slots: 64,
  max_wal_senders: 64,
  max_connections: 200,
  shared_buffers: '512MB',
  max_wal_size: '4GB',
  max_slot_wal_keep_size: '8GB',
  wal_compression: 'on',
  log_timezone: 'UTC',
  timezone: 'UTC',
  jit: 'off',
};

/** How the cluster is made: texts sort by their bytes, in SQL as in the code that merges what SQL sorted. */
export const CLUSTER_ARGS = ['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C'];

/** Settings as arguments of the server. */
export function settingArgs(settings: Readonly<Record<string, string | number>>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/**
 * Who may come, from where. There is no line for `replication`: nobody copies the cluster. Logical decoding is asked for by the
 * lines of its database, and debezium has one.
 */
const HBA = `# Written by each start.
host inventory debezium samehost scram-sha-256
host all debezium all reject
host all all samehost scram-sha-256
`;

/** The server as a part; its folder is there. */
export async function postgresPart(options: PostgresOptions): Promise<PartSpec> {
  const data = resolve(options.data_dir);
  const hba = join(data, 'pg_hba.conf');
  await writeFile(hba, HBA, { mode: 0o600 });
  const user = postgresUser();
  await own([hba], user);
  const settings = { listen_addresses: options.host, port: options.port, unix_socket_directories: '', ...SERVER_SETTINGS };
  const { postgres } = await postgresBinaries();
  const args = ['-D', data, ...settingArgs(settings)];
  return {
    name: 'postgres',
    ...asUser(user, { command: postgres, args }),
    env: { LC_ALL: 'C' },
    stop_signal: 'SIGINT',
    stop_within_ms: 20_000,
    ready: () => serverAnswers(options),
    ready_within_ms: 60_000,
  };
}

export function superuserUrl({ host, port, superuser_password }: Omit<PostgresOptions, 'data_dir'>, database: string): string {
  return `postgres://postgres:${superuser_password}@${host}:${port}/${database}`;
}

/** Whether the server answers a query of the superuser. */
export async function serverAnswers(options: Omit<PostgresOptions, 'data_dir'>): Promise<boolean> {
  const client = new pg.Client({ connectionString: superuserUrl(options, 'postgres'), connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } finally {
    await client.end().catch(() => undefined);
  }
}

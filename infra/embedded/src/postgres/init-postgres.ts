import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { postgresBinaries } from './binaries.js';
import { CLUSTER_ARGS } from './server-settings.js';
import { asUser, dataFolder, own, postgresUser } from './unprivileged.js';

const PASSWORD_FD = 3;

/** Runs it in that folder with one open file more; rejects with what it said when it fails. */
async function run(command: string, args: readonly string[], cwd: string, fd: number): Promise<void> {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, LC_ALL: 'C' },
    stdio: ['ignore', 'ignore', 'pipe', fd],
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (words: string) => (said += words));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`initdb failed (exit ${code}): ${said.trim()}`);
}

/** Makes the cluster when there is none. PostgreSQL refuses root: then the system user `postgres` owns it. */
export async function initPostgres({
  data_dir,
  superuser_password,
}: {
  readonly data_dir: string;
  readonly superuser_password: string;
}): Promise<void> {
  const data = resolve(data_dir);
  if (existsSync(join(data, 'PG_VERSION'))) return;
  const user = postgresUser();
  // An attempt that was cut off left a folder that initdb refuses.
  await rm(data, { recursive: true, force: true });
  await mkdir(data, { recursive: true, mode: 0o700 });
  const secret = await mkdtemp(join(tmpdir(), 'stockproof-initdb-'));
  try {
    const pwfile = join(secret, 'password');
    await writeFile(pwfile, superuser_password, { mode: 0o600 });
    await own([data, secret, pwfile], user);
    const password = await open(pwfile);
    const { command, args } = asUser(user, {
      command: (await postgresBinaries(user)).initdb,
      args: [
        // By what is open already: the folder of temporary files may lie in one that is closed to that user.
        '--pgdata',
        dataFolder(user),
        '--username',
        'postgres',
        '--pwfile',
        user === null ? pwfile : `/proc/self/fd/${PASSWORD_FD}`,
        ...CLUSTER_ARGS,
        '--no-instructions',
      ],
    });
    await run(command, args, data, password.fd).finally(() => password.close());
  } finally {
    await rm(secret, { recursive: true, force: true });
  }
}

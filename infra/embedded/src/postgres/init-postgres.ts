import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { postgresBinaries } from './binaries.js';
import { CLUSTER_ARGS } from './server-settings.js';
import { asUser, dataFolder, own, postgresUser } from './unprivileged.js';

/** Makes the cluster when there is none. PostgreSQL refuses root: then the system user `postgres` owns it. */
export async function initPostgres({ data_dir, superuser_password }: { readonly data_dir: string; readonly superuser_password: string }): Promise<void> {
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
    const { command, args } = asUser(user, {
      command: (await postgresBinaries(user)).initdb,
      args: [
        '--pgdata', dataFolder(user), '--username', 'postgres', '--pwfile', pwfile,
        ...CLUSTER_ARGS, '--no-instructions',
      ],
    });
    await promisify(execFile)(command, [...args], { cwd: data, env: { ...process.env, LC_ALL: 'C' } });
  } finally {
    await rm(secret, { recursive: true, force: true });
  }
}

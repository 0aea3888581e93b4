import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown } from 'node:fs/promises';
import type { SystemUser } from '../part.js';

/** A command with its arguments. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
}

const SETPRIV = '/usr/bin/setpriv';

/**
 * The system user `postgres`, created if missing. Null if this process is not root, because none is needed
 * then.
 */
export function postgresUser(): SystemUser | null {
  if (process.getuid?.() !== 0) return null;
  try {
    return lookUp();
  } catch {
    execFileSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']);
    return lookUp();
  }
}

function lookUp(): SystemUser {
  const id = (flag: string) =>
    Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: 'pipe' }));
  return { uid: id('-u'), gid: id('-g') };
}

/**
 * The data folder for a server or `initdb` whose working directory it is. For another user it is Linux's link
 * to the working directory, because the folders above may be closed to that user.
 */
export function dataFolder(user: SystemUser | null): string {
  return user === null ? '.' : '/proc/self/cwd';
}

/**
 * Starts a command as that user, with none of root's rights and no way to gain any, because PostgreSQL's
 * superuser reads and writes files as the server process.
 */
export function asUser(user: SystemUser | null, { command, args }: Launch): Launch {
  if (user === null) return { command, args };
  if (!existsSync(SETPRIV))
    throw new Error('PostgreSQL refuses root: run as another user, or install setpriv (util-linux)');
  return {
    command: SETPRIV,
    args: [
      `--reuid=${user.uid}`,
      `--regid=${user.gid}`,
      '--clear-groups',
      '--inh-caps=-all',
      '--ambient-caps=-all',
      '--no-new-privs',
      command,
      ...args,
    ],
  };
}

/** Makes that user the owner of files and folders. */
export async function own(paths: readonly string[], user: SystemUser | null): Promise<void> {
  if (user === null) return;
  for (const path of paths) await chown(path, user.uid, user.gid);
}

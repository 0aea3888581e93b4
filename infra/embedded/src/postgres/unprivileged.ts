import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown } from 'node:fs/promises';
import type { SystemUser } from '../users/part-users.js';

/** A command, and how it is started. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
}

const SETPRIV = '/usr/bin/setpriv';

/** The system user `postgres`, made when it is missing. Null when this process is not root: then none is needed. */
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
 * The data folder, for a server or `initdb` whose working directory it is. As that user it goes by Linux's link to it: the home lies in
 * folders that are closed to him, and a process needs no right to them to be in one that is his.
 */
export function dataFolder(user: SystemUser | null): string {
  return user === null ? '.' : '/proc/self/cwd';
}

/**
 * Starts a command as that user, with none of root's rights, and none to come: what root alone may read or write is out of its reach.
 * PostgreSQL's superuser reads and writes files as the server's process, whatever SQL he came by.
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

/** Gives files and folders to that user. */
export async function own(paths: readonly string[], user: SystemUser | null): Promise<void> {
  if (user === null) return;
  for (const path of paths) await chown(path, user.uid, user.gid);
}

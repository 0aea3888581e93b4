import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chown } from 'node:fs/promises';

export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

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
  const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8', stdio: 'pipe' }));
  return { uid: id('-u'), gid: id('-g') };
}

/**
 * Starts a command as that user. It keeps root's right to pass through folders, and that alone: a checkout or a
 * home below /root or another private folder would be out of its reach otherwise.
 */
export function asUser(user: SystemUser | null, { command, args }: Launch): Launch {
  if (user === null) return { command, args };
  if (!existsSync(SETPRIV)) throw new Error('PostgreSQL refuses root: run as another user, or install setpriv (util-linux)');
  const right = '+dac_override';
  return {
    command: SETPRIV,
    args: [
      `--reuid=${user.uid}`, `--regid=${user.gid}`, '--clear-groups', `--inh-caps=${right}`, `--ambient-caps=${right}`,
      command, ...args,
    ],
  };
}

/** Gives files and folders to that user. */
export async function own(paths: readonly string[], user: SystemUser | null): Promise<void> {
  if (user === null) return;
  for (const path of paths) await chown(path, user.uid, user.gid);
}

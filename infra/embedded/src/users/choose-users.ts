import { spawnSync } from 'node:child_process';
import { constants, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { caFile } from '../tls/ensure-tls.js';
import type { SystemUser } from '../part.js';
import { partUsers, type PartUsers, requireUnused } from './part-users.js';

/** A user for each part, or the reason why all share one. */
export type UserChoice =
  | { readonly users: PartUsers; readonly shared_because: null }
  | { readonly users: null; readonly shared_because: string };

/** What the users of the parts are chosen for. */
export interface UserQuestion {
  readonly home: string;
  readonly users_from: number;
  /** What the parts load, by absolute paths. */
  readonly code: readonly string[];
  /** What settings name, by the name of the setting: a part that cannot read it could not work. */
  readonly named: Readonly<Record<string, string>>;
}

/**
 * Tries whether another user can read the code and the home; if so, each part gets its own user. Nothing
 * outside the instance is opened. Throws if a number is in use, or if a file named by a setting cannot be
 * read.
 */
export function chooseUsers({ home, users_from, code, named }: UserQuestion): UserChoice {
  if (process.getuid?.() !== 0) return { users: null, shared_because: 'they were not started by root' };
  requireUnused(users_from);
  const users = partUsers(home, users_from);
  const why = refusal(users.ingestion, [...code, caFile(home)]);
  if (why !== null) return { users: null, shared_because: why };
  for (const [setting, path] of Object.entries(named)) {
    const problem = refusal(users.recovery, [resolve(path)]);
    if (problem !== null)
      throw new Error(`${setting}: the services run as users of their own and cannot read it: ${problem}`);
  }
  return { users, shared_because: null };
}

const { R_OK, W_OK } = constants;
export const READ_AND_WRITE = R_OK | W_OK;

const TRIES = `const [mode, ...paths] = process.argv.slice(1);
for (const path of paths) {
  try { require('fs').accessSync(path, Number(mode)) } catch { console.log(path); process.exit(3) }
}`;

/**
 * Why that user cannot read one of these paths (or access it with `mode`); null if it can. A process of that
 * user tries it.
 */
export function refusal({ uid, gid }: SystemUser, paths: readonly string[], mode = R_OK): string | null {
  const options = { uid, gid, cwd: '/', env: {}, encoding: 'utf8' } as const;
  const { status, stdout, error } = spawnSync(
    process.execPath,
    ['-e', TRIES, String(mode), ...paths],
    options,
  );
  if (status === 0) return null;
  if (status === 3) return closedOn(stdout.trim());
  const { code = 'unknown' } = (error ?? {}) as NodeJS.ErrnoException;
  return code === 'EACCES'
    ? closedOn(process.execPath)
    : `no process can be started as user ${uid} (${code})`;
}

/** The first folder on the way that others may not pass, for whoever wants to open it. */
function closedOn(path: string): string {
  const names = path.split('/').slice(1);
  const ways = names.map((_, index) => `/${names.slice(0, index + 1).join('/')}`);
  const closed = ways
    .slice(0, -1)
    .find((way) => (statSync(way, { throwIfNoEntry: false })?.mode ?? 1) % 2 === 0);
  return `${closed ?? path} is closed to other users`;
}

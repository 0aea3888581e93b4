import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SystemUser } from '../part.js';

/**
 * The user of a part, and the one folder that it may write: its home and temporary files, empty at each
 * start.
 */
export interface PartUser extends SystemUser {
  readonly folder: string;
}

/**
 * The parts with a user of their own, in the order of their numbers. PostgreSQL has one by name, see ADR
 * 0041.
 */
export const USER_PARTS = [
  'kafka',
  'connect',
  'registry',
  'ingestion',
  'command-handler',
  'availability-projection',
  'recovery',
  'reservation',
  'identity-provider',
  'console',
] as const;

export type PartUsers = Readonly<Record<(typeof USER_PARTS)[number], PartUser>>;

/** Folder of the users' own folders. */
export const ownFolders = (home: string): string => join(home, 'tmp');

/** One user and group number for each part, from `first` on. */
export function partUsers(home: string, first: number): PartUsers {
  const users = USER_PARTS.map((name, index): [string, PartUser] => {
    const id = first + index;
    return [name, { uid: id, gid: id, folder: join(ownFolders(home), name) }];
  });
  return Object.fromEntries(users) as PartUsers;
}

/** Throws if one of the numbers is in use on this machine, because that user could read what a part reads. */
export function requireUnused(first: number, files = ['/etc/passwd', '/etc/group']): void {
  for (const file of files) {
    const taken = linesOf(file)
      .map((line) => line.split(':'))
      .find(([, , id]) => Number(id) >= first && Number(id) < first + USER_PARTS.length);
    if (taken !== undefined)
      throw new Error(
        `STOCKPROOF_FIRST_UID is ${first}, but ${taken[2]} is ${taken[0]} in ${file}: ${USER_PARTS.length} numbers from there on must be nobody’s`,
      );
  }
}

function linesOf(file: string): string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    // A system without such a file knows no users by name.
    return [];
  }
}

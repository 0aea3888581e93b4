import { chmod, chown, lchown, lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { SystemUser } from '../part.js';
import { ownFolders, type PartUsers } from './part-users.js';

const ROOT: SystemUser = { uid: 0, gid: 0 };
const isRoot = (): boolean => process.getuid?.() === 0;

/**
 * Makes a folder of root readable for one user, with its files (0750, 0640); null: for root only. The user
 * cannot change it, so root never writes through a link of that user. Does nothing if this process is not
 * root.
 */
export async function handTo(folder: string, user: SystemUser | null): Promise<void> {
  if (!isRoot()) return;
  const { gid } = user ?? ROOT;
  const [of_folder, of_file] = user === null ? [0o700, 0o600] : [0o750, 0o640];
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (!entry.isFile()) continue;
    await chown(join(folder, entry.name), 0, gid);
    await chmod(join(folder, entry.name), of_file);
  }
  await chown(folder, 0, gid);
  await chmod(folder, of_folder);
}

/**
 * Makes a folder a user's own, with everything in it (0700); null: root's. Afterwards root touches nothing in
 * it, so it follows no link of that user. Does nothing if this process is not root.
 */
export async function giveTo(folder: string, user: SystemUser | null): Promise<void> {
  if (!isRoot()) return;
  const { uid, gid } = user ?? ROOT;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  if ((await lstat(folder)).uid === uid) return;
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true }))
    await lchown(join(entry.parentPath, entry.name), uid, gid);
  // Last: where this was cut off, the next start does it again.
  await chmod(folder, 0o700);
  await lchown(folder, uid, gid);
}

/** Creates the folder of each user, empty. */
export async function makeOwnFolders(home: string, users: PartUsers): Promise<void> {
  const all = ownFolders(home);
  await rm(all, { recursive: true, force: true });
  await mkdir(all, { mode: 0o700 });
  await chmod(all, 0o711);
  for (const user of Object.values(users)) await giveTo(user.folder, user);
}

import { chmod, chown, lchown, lstat, mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ownFolders, type PartUsers, type SystemUser } from './part-users.js';

const ROOT: SystemUser = { uid: 0, gid: 0 };
const isRoot = (): boolean => process.getuid?.() === 0;

/**
 * A folder of root's for one user to read, with the files that are in it (0750, 0640); null: for root alone. That user can change
 * nothing there: what root writes next time is no link of its making. Nothing is done where this process is not root.
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
 * A folder that is a user's own, with all that is in it (0700); null: root's. Once it is, nothing in it is touched: root follows no
 * way that somebody else lays. Nothing is done where this process is not root.
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

/** Makes the folder that is each user's own, empty. */
export async function makeOwnFolders(home: string, users: PartUsers): Promise<void> {
  const all = ownFolders(home);
  await rm(all, { recursive: true, force: true });
  await mkdir(all, { mode: 0o700 });
  await chmod(all, 0o711);
  for (const user of Object.values(users)) await giveTo(user.folder, user);
}

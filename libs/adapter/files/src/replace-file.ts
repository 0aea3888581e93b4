import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';

/**
 * Replaces a file whole, so that nobody ever reads half of it. Its owner, group and mode stay; one that was not
 * there is its writer's alone (0600), or has the given mode, whatever the umask is. Its folder is there, and is
 * one that nobody else writes to. Of several writers at once one is there in the end.
 */
export async function replaceFile(file: string, text: string, mode = 0o600): Promise<void> {
  const partial = `${file}.${randomBytes(6).toString('hex')}.partial`;
  const handle = await open(partial, 'wx', 0o600);
  try {
    await keepOwner(handle, file, mode);
    await handle.writeFile(text);
    await handle.close();
    await rename(partial, file);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(partial, { force: true });
    throw error;
  }
}

/** Before anything is written: no other than the readers of before ever have it. */
async function keepOwner(handle: FileHandle, file: string, mode: number): Promise<void> {
  const before = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  const ours = await handle.stat();
  // Only root may give a file away.
  if (before !== null && (before.uid !== ours.uid || before.gid !== ours.gid))
    await handle.chown(before.uid, before.gid);
  await handle.chmod(before === null ? mode : before.mode & 0o777);
}

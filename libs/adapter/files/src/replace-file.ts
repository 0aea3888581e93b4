import { randomBytes } from 'node:crypto';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';

/**
 * Replaces a file atomically: a reader gets the old or the new content, never a part. Owner, group and mode
 * stay. A new file has the given mode whatever the umask (default 0600, readable only by its writer). Its
 * folder must exist, and nobody else may write to it. Of several concurrent writers the last one wins.
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

/** Set before anything is written, so that only the readers of the old file ever have access. */
async function keepOwner(handle: FileHandle, file: string, mode: number): Promise<void> {
  const before = await stat(file).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  const ours = await handle.stat();
  // Only root may change the owner of a file.
  if (before !== null && (before.uid !== ours.uid || before.gid !== ours.gid))
    await handle.chown(before.uid, before.gid);
  await handle.chmod(before === null ? mode : before.mode & 0o777);
}

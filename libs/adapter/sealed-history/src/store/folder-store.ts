import { randomBytes } from 'node:crypto';
import type { Dirent } from 'node:fs';
import { chmod, copyFile, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileDigest } from '@stockproof/files';
import { checkObjectName, ObjectDiffersError, ObjectMissingError, type ObjectStore } from './object-store.js';

/** What is being written. No object's name begins with a dot. */
const PARTIAL = '.partial';
/** Left by a process that was killed; no put takes that long. */
const PARTIAL_MAX_AGE_MS = 24 * 3_600_000;

/**
 * Objects as files below a folder, readable by their owner only (0600, folders 0700). An object is copied to
 * a file of another name, synced and renamed, and its folder is synced: it is there whole or not at all, also
 * after a power failure.
 */
export class FolderStore implements ObjectStore {
  private prepared: Promise<void> | null = null;

  constructor(private readonly folder: string) {}

  async put(object: string, file: string): Promise<void> {
    const target = this.path(object);
    if (await isFile(target)) return sameOrRefused(object, target, file);
    this.prepared ??= this.prepare();
    await this.prepared;
    const partial = join(this.folder, PARTIAL, randomBytes(8).toString('hex'));
    try {
      await copyFile(file, partial);
      await chmod(partial, 0o600);
      await syncPath(partial);
      const made = await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await rename(partial, target);
      await this.syncFolders(dirname(target), made);
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
  }

  async fetch(object: string, file: string): Promise<void> {
    try {
      await copyFile(this.path(object), file);
    } catch (error) {
      if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR')
        throw new ObjectMissingError(object, { cause: error });
      throw error;
    }
  }

  async *list(prefix: string): AsyncIterable<string> {
    const parent = prefix.includes('/') ? prefix.slice(0, prefix.lastIndexOf('/')) : '';
    if (parent !== '') checkObjectName(parent);
    for await (const object of this.below(parent)) if (object.startsWith(prefix)) yield object;
  }

  async delete(object: string): Promise<void> {
    await rm(this.path(object), { force: true });
  }

  private path(object: string): string {
    checkObjectName(object);
    return join(this.folder, object);
  }

  private async *below(parent: string): AsyncIterable<string> {
    for (const entry of await entriesOf(join(this.folder, parent))) {
      const name = parent === '' ? entry.name : `${parent}/${entry.name}`;
      if (name.startsWith('.')) continue;
      if (entry.isDirectory()) yield* this.below(name);
      else if (entry.isFile()) yield name;
    }
  }

  private async prepare(): Promise<void> {
    const partials = join(this.folder, PARTIAL);
    await mkdir(partials, { recursive: true, mode: 0o700 });
    for (const { name } of await entriesOf(partials)) {
      const found = await stat(join(partials, name)).catch(() => null);
      if (found !== null && Date.now() - found.mtimeMs > PARTIAL_MAX_AGE_MS)
        await rm(join(partials, name), { force: true });
    }
  }

  /** The folder of the new name, and each one above it that was made for it: its name is in the next. */
  private async syncFolders(folder: string, made: string | undefined): Promise<void> {
    await syncPath(folder);
    if (made === undefined) return;
    for (let at = folder; at.length >= made.length; at = dirname(at)) await syncPath(dirname(at));
  }
}

async function sameOrRefused(object: string, target: string, file: string): Promise<void> {
  if ((await fileDigest(target)) !== (await fileDigest(file))) throw new ObjectDiffersError(object);
}

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function isFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return false;
    throw error;
  }
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;

import { createPrivateKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { introduceKey, type KeyEntry, latestOf } from '@stockproof/evidence';
import { replaceFile } from '@stockproof/files';

const BEGINNING = new Date(0).toISOString();

const privateFile = (folder: string, kid: string): string => join(folder, `${kid}.jwk.json`);
const publicFile = (folder: string): string => join(folder, 'public.jwks.json');

/** Keys that an earlier version kept in a folder. */
export interface KeysInFolder {
  /** Oldest first. */
  readonly entries: readonly KeyEntry[];
  /** Of the newest key; null if its file is not there. */
  readonly private_key: KeyObject | null;
}

/** The keys of a folder; null if it has none. Those from before ADR 0046 get their periods by their files. */
export async function readKeyFolder(folder: string): Promise<KeysInFolder | null> {
  const entries = await readPublicFile(folder);
  const newest = entries.at(-1);
  if (newest === undefined) return null;
  const complete = entries.every((one) => one.stockproof_valid_from !== undefined)
    ? entries
    : await withPeriods(folder, entries);
  return { entries: complete, private_key: await readPrivate(privateFile(folder, newest.kid)) };
}

/** Reads the public keys of a folder, oldest first; empty if there are none. */
export async function readPublicFile(folder: string): Promise<KeyEntry[]> {
  return ((await readJson(publicFile(folder))) as { keys: KeyEntry[] } | null)?.keys ?? [];
}

/** Replaces the file of the public keys, atomically. */
export async function writePublicFile(folder: string, keys: readonly KeyEntry[]): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await replaceFile(publicFile(folder), JSON.stringify({ keys }, null, 2), 0o644);
}

/** Overwrites and removes every private key of a folder; copies on a disk or in a backup may remain. */
export async function destroyPrivateFiles(folder: string): Promise<void> {
  for (const name of await readdir(folder))
    if (/\.jwk\.json(\.next)?(\.\w+\.partial)?$/.test(name)) await destroy(join(folder, name));
}

async function destroy(file: string): Promise<void> {
  const handle = await open(file, 'r+');
  try {
    const { size } = await handle.stat();
    await handle.write(Buffer.alloc(size), 0, size, 0);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rm(file);
}

/** Gives older keys their periods: each began to sign when its private file was created. */
async function withPeriods(folder: string, old: readonly KeyEntry[]): Promise<KeyEntry[]> {
  let entries: KeyEntry[] = [];
  for (const { kid, x } of old) {
    const before = entries.at(-1);
    const made =
      before === undefined ? BEGINNING : (await stat(privateFile(folder, kid))).mtime.toISOString();
    const at = latestOf(made, before?.stockproof_valid_from ?? BEGINNING);
    const introducer = before === undefined ? null : await readPrivate(privateFile(folder, before.kid));
    entries = introduceKey(entries, { kid, x }, at, introducer);
  }
  return entries;
}

async function readPrivate(file: string): Promise<KeyObject | null> {
  const jwk = (await readJson(file)) as JsonWebKey | null;
  return jwk === null ? null : createPrivateKey({ key: jwk, format: 'jwk' });
}

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

import { createPrivateKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyEntry } from '@stockproof/evidence';
import { replaceFile } from '@stockproof/files';

/** Path of the private key with this id. */
export const privateFile = (folder: string, kid: string): string => join(folder, `${kid}.jwk.json`);
/** Path of the next private key until it is introduced. */
export const nextFile = (folder: string, kid: string): string => `${privateFile(folder, kid)}.next`;

/** Path of the JWKS of the public keys. */
export const publicFile = (folder: string): string => join(folder, 'public.jwks.json');

/** Reads the entries of the JWKS, oldest first; those from before ADR 0046 have no periods. */
export async function readEntries(folder: string): Promise<KeyEntry[]> {
  return ((await readJson(publicFile(folder))) as { keys: KeyEntry[] } | null)?.keys ?? [];
}

/** Replaces the JWKS file with these entries, atomically. */
export function writeEntries(folder: string, keys: readonly KeyEntry[]): Promise<void> {
  return replaceFile(publicFile(folder), JSON.stringify({ keys }, null, 2), 0o644);
}

/** Reads a private key; null if there is none. */
export async function readPrivate(file: string): Promise<KeyObject | null> {
  const jwk = (await readJson(file)) as JsonWebKey | null;
  return jwk === null ? null : createPrivateKey({ key: jwk, format: 'jwk' });
}

/** Writes a private key to a file that only its owner can read. */
export function writePrivate(file: string, kid: string, key: KeyObject): Promise<void> {
  const jwk = { ...key.export({ format: 'jwk' }), kid, alg: 'EdDSA', use: 'sig' };
  return replaceFile(file, JSON.stringify(jwk, null, 2));
}

/**
 * Leaves only the newest private key in the folder: completes a rotation that was interrupted after the
 * introduction, reverts one that was interrupted before it, and destroys older private keys.
 */
export async function settle(folder: string, newest: string): Promise<void> {
  const names = await readdir(folder);
  if (names.includes(`${newest}.jwk.json.next`))
    await rename(nextFile(folder, newest), privateFile(folder, newest));
  for (const name of names) {
    const is_other =
      /\.jwk\.json(\.next)?(\.\w+\.partial)?$/.test(name) && !name.startsWith(`${newest}.jwk.json`);
    if (is_other) await destroy(join(folder, name));
  }
}

/** Overwritten and removed; copies on a disk or in a backup may remain. */
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

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { moveKeysOfBefore } from '../secrets/keys-of-before.js';

/** What an instance keeps; PostgreSQL's folder is its own matter, the server refuses one that others may enter. */
const FOLDERS = ['log', 'kafka', 'connect', 'keys', 'tls', 'clients', 'evidence', 'sealed'];

/**
 * From here on files of this process and its children are created for their owner only, and the folders of
 * the home are closed to others. The home itself is closed only if it is created here; an existing one may be
 * shared.
 */
export async function keepPrivate(home: string): Promise<void> {
  process.umask(0o077);
  await mkdir(home, { recursive: true });
  for (const folder of FOLDERS) {
    await mkdir(join(home, folder), { recursive: true });
    await chmod(join(home, folder), 0o700);
  }
  await moveKeysOfBefore(home);
}

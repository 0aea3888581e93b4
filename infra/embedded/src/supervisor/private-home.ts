import { chmod, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { moveKeysOfBefore } from '../secrets/keys-of-before.js';

/** What an instance keeps; PostgreSQL's folder is its own matter, the server refuses one that others may enter. */
const FOLDERS = ['log', 'kafka', 'connect', 'keys', 'tls', 'clients', 'evidence'];

/**
 * From here on this process and all that it starts make files for their owner alone, and the folders of the home are closed to
 * others, also those that an earlier version made. The home itself is closed when it is made here: one that was there may be shared.
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

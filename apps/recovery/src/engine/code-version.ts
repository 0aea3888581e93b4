import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folders whose code determines the result of a replay. */
const DECIDING = ['libs', 'apps/recovery'];

/**
 * A digest over the compiled code that replays, checks and seals. The approval binds it and the evidence
 * names it: equal digests mean equal code.
 */
export async function codeVersion(): Promise<string> {
  // dist/apps/recovery/src/engine/ -> dist
  const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', '..');
  const digest = createHash('sha256');
  for (const folder of DECIDING) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true });
    const files = entries
      .filter((entry) => entry.isFile() && /\.(js|ts)$/.test(entry.name) && !entry.name.includes('.spec.'))
      .map((entry) => join(entry.parentPath, entry.name))
      .sort();
    for (const file of files)
      digest
        .update(relative(root, file))
        .update('\0')
        .update(await readFile(file))
        .update('\0');
  }
  return digest.digest('hex').slice(0, 32);
}

import type { KeyEntry } from '@stockproof/evidence';
import { readPublicFile, writePublicFile } from './key-files.js';

/** A copy of the public keys in a folder, for whoever verifies files there. Without a folder nothing is done. */
export class PublicKeyCopy {
  private written = '';

  constructor(private readonly folder: string) {}

  /**
   * Rejects if the folder has a key that these do not: then the database was set back to an earlier time, or the
   * folder is of another installation.
   */
  async check(keys: readonly KeyEntry[]): Promise<void> {
    if (this.folder === '') return;
    const known = new Set(keys.map(kidAndKey));
    const other = (await readPublicFile(this.folder)).find((one) => !known.has(kidAndKey(one)));
    if (other !== undefined)
      throw new Error(
        `${this.folder} has the key ${other.kid} of evidence, which the database does not have: the database was set back, or the folder is of another installation. Keep public.jwks.json for what it signed, move it out of the folder, and start again`,
      );
  }

  /** Writes the file if it is not what was written last. */
  async write(keys: readonly KeyEntry[]): Promise<void> {
    const text = JSON.stringify(keys);
    if (this.folder === '' || text === this.written) return;
    await writePublicFile(this.folder, keys);
    this.written = text;
  }
}

function kidAndKey({ kid, x }: KeyEntry): string {
  return `${kid} ${x}`;
}

import { readFile, stat } from 'node:fs/promises';
import type { JWKS } from 'oidc-provider';

/** The private keys in a file, and whether they changed. */
export class SigningKeys {
  private version = '';

  constructor(private readonly file: string) {}

  /**
   * Returns the keys if the file was replaced since the last call, otherwise null. Rejects if it cannot be
   * read.
   */
  async changed(): Promise<JWKS | null> {
    const { mtimeMs, ino, size } = await stat(this.file);
    const version = `${mtimeMs} ${ino} ${size}`;
    if (version === this.version) return null;
    const keys = JSON.parse(await readFile(this.file, 'utf8')) as JWKS;
    if (keys.keys.length === 0) throw new Error('the file of signing keys holds none');
    this.version = version;
    return keys;
  }
}

import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PassThrough, type Readable, type Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { BackupFile } from '../manifest.js';

/** Size and digest of what was written. */
export type Copied = Omit<BackupFile, 'path'>;

/**
 * Copies a file, through a filter such as gzip, readable for its owner alone. It is there whole or not at all, also
 * after a power cut. The digest is of the bytes that were written.
 */
export async function copyFile(
  from: string,
  to: string,
  filter: Transform = new PassThrough(),
): Promise<Copied> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  const part = `${to}.part`;
  const measured = measuring();
  try {
    await pipeline(
      createReadStream(from),
      filter,
      measured.through,
      createWriteStream(part, { mode: 0o600, flush: true }),
    );
    await rename(part, to);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  const folder = await open(dirname(to));
  await folder.sync().finally(() => folder.close());
  return measured.result();
}

/** Size and digest of a file; null if there is none. */
export async function measureFile(path: string): Promise<Copied | null> {
  const measured = measuring();
  measured.through.resume();
  try {
    await pipeline(createReadStream(path) as Readable, measured.through);
    return measured.result();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function measuring() {
  const digest = createHash('sha256');
  let bytes = 0;
  const through = new PassThrough();
  through.on('data', (chunk: Buffer) => {
    digest.update(chunk);
    bytes += chunk.length;
  });
  return { through, result: (): Copied => ({ bytes, sha256: digest.digest('hex') }) };
}

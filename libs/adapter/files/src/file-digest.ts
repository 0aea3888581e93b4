import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

const READ_BYTES = 256 * 1_024;

/** Hex SHA-256 of a local file, read in pieces. */
export async function fileDigest(file: string): Promise<string> {
  const digest = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: READ_BYTES }), digest);
  return digest.digest('hex');
}

import { existsSync, statSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { maven } from '../maven.js';
import { openToAll } from '../users/open-to-all.js';

const VERSION = '3.3.3';
const ARTIFACT = `io.apicurio:apicurio-registry-app:${VERSION}:tar.gz:all`;

/** Returns the folder with Apicurio Registry, unpacked; Maven downloads it (159 MB) on first use. */
export async function ensureRegistry(): Promise<string> {
  const folder = resolve('node_modules/.cache/stockproof', `registry-${VERSION}`);
  if (existsSync(folder)) {
    if ((statSync(folder).mode & 0o005) === 0) await openToAll(folder);
    return folder;
  }
  const partial = `${folder}.${process.pid}.partial`;
  await mkdir(partial, { recursive: true });
  const code = await maven('dependency:unpack', [`-Dartifact=${ARTIFACT}`, `-DoutputDirectory=${partial}`]);
  if (code !== 0)
    throw new Error(
      'Maven could not fetch the schema registry; run `mvn -v` and try again, or start without it',
    );
  await openToAll(partial);
  // Renamed when complete, so a download that was cut off is never taken for the whole.
  await rename(partial, folder).catch(async (error: unknown) => {
    await rm(partial, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  });
  return folder;
}

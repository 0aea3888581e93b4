import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { JAR_LOCK, readJarLock, requireLocked } from './jar-lock.js';
import { maven } from './maven.js';
import { openToAll } from './users/open-to-all.js';

const POM = 'infra/embedded/pom.xml';

/**
 * Returns the folder with the jars of Kafka, Connect and Debezium. Maven downloads them on first use; they
 * are kept until the pom changes. Rejects if a jar differs from the lock (`jars.lock`). Paths are relative to
 * the checkout, which must be the working directory.
 */
export async function ensureJars(): Promise<string> {
  const digest = createHash('sha256')
    .update(readFileSync(POM))
    .update(readFileSync(JAR_LOCK))
    .digest('hex')
    .slice(0, 12);
  const folder = resolve('node_modules/.cache/stockproof', `jars-${digest}`);
  if (existsSync(folder)) {
    // Of a version that kept it for its user alone.
    if ((statSync(folder).mode & 0o005) === 0) await openToAll(folder);
    return folder;
  }
  const partial = `${folder}.${process.pid}.partial`;
  await mkdir(partial, { recursive: true });
  await fetchJars(partial);
  await requireLocked(partial, await readJarLock()).catch(async (error: unknown) => {
    await rm(partial, { recursive: true, force: true });
    throw error;
  });
  await openToAll(partial);
  // Renamed when complete, so a download that was cut off is never taken for the whole.
  await rename(partial, folder).catch(async (error: unknown) => {
    await rm(partial, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  });
  return folder;
}

/** Of each processor of Node by the name that the jars with native code for it end with. */
const PROCESSORS: Readonly<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch_64' };
const NATIVE = /-linux-(x86_64|aarch_64)\.jar$/;

/** Class path of all jars, except those with native code for another platform than this one. */
export function classPath(
  folder: string,
  { platform, arch }: { readonly platform: string; readonly arch: string } = process,
): string {
  const mine = platform === 'linux' ? PROCESSORS[arch] : undefined;
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jar'))
    .filter((name) => !NATIVE.test(name) || NATIVE.exec(name)?.[1] === mine)
    .map((name) => join(folder, name))
    .join(':');
}

/** Downloads the jars of the pom into a folder, unchecked. */
export async function fetchJars(outputDirectory: string): Promise<void> {
  const code = await maven('dependency:copy-dependencies', [
    '-DincludeScope=runtime',
    `-DoutputDirectory=${outputDirectory}`,
  ]);
  if (code !== 0)
    throw new Error('Maven could not fetch the jars of Kafka and Debezium; run `mvn -v` and try again');
}

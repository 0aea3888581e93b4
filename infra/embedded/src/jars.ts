import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { maven } from './maven.js';

const POM = 'infra/embedded/pom.xml';

/**
 * The folder with the jars of Kafka, Connect and Debezium; fetched by Maven on first use and kept for as long
 * as the pom does not change. Paths are relative to the checkout, which is the working directory.
 */
export async function ensureJars(): Promise<string> {
  const digest = createHash('sha256').update(readFileSync(POM)).digest('hex').slice(0, 12);
  const folder = resolve('node_modules/.cache/stockproof', `jars-${digest}`);
  if (existsSync(folder)) return folder;
  const partial = `${folder}.${process.pid}.partial`;
  await mkdir(partial, { recursive: true });
  await runMaven(partial);
  // Renamed when complete, so a download that was cut off is never taken for the whole.
  await rename(partial, folder).catch(async (error: unknown) => {
    await rm(partial, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  });
  return folder;
}

/** Class path of all jars but the logger bindings that would fight ours. */
export function classPath(folder: string): string {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.jar'))
    .map((name) => join(folder, name))
    .join(':');
}

async function runMaven(outputDirectory: string): Promise<void> {
  const code = await maven('dependency:copy-dependencies', ['-DincludeScope=runtime', `-DoutputDirectory=${outputDirectory}`]);
  if (code !== 0) throw new Error('Maven could not fetch the jars of Kafka and Debezium; run `mvn -v` and try again');
}

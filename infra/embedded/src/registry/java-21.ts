import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const MIN = 21;
/** Where Linux distributions put their JDKs side by side. */
const SIDE_BY_SIDE = '/usr/lib/jvm';

/**
 * Finds a Java that the registry runs on: the one of the setting, otherwise `java`, otherwise a newer one
 * installed next to it. Rejects with what was found and what to do.
 */
export async function findJava21(wanted: string): Promise<string> {
  const beside = wanted === 'java' ? javasBeside() : [];
  const found: string[] = [];
  for (const java of [wanted, ...beside]) {
    const version = await versionOf(java);
    if (version !== null && version >= MIN) return java;
    found.push(version === null ? `${java} cannot be run` : `${java} is Java ${version}`);
  }
  throw new Error(
    `the schema registry needs Java ${MIN} or newer; ${found.join(', ')}: install one or name it with STOCKPROOF_REGISTRY_JAVA, or start without --with registry`,
  );
}

async function versionOf(java: string): Promise<number | null> {
  try {
    const { stderr } = await promisify(execFile)(java, ['-version']);
    const [, major] = /version "(\d+)/.exec(stderr) ?? [];
    return major === undefined ? null : Number(major);
  } catch {
    return null;
  }
}

function javasBeside(): string[] {
  try {
    return readdirSync(SIDE_BY_SIDE, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => join(SIDE_BY_SIDE, name, 'bin', 'java'));
  } catch {
    return [];
  }
}

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileDigest } from '@stockproof/files';

/** The lock of the jars: one line each, `<SHA-256 in hex>  <file>  <group:artifact:version>`. */
export const JAR_LOCK = 'infra/embedded/jars.lock';

/** A jar of the lock file: its coordinates and SHA-256 (hex). */
export interface LockedJar {
  readonly sha256: string;
  readonly file: string;
  /** Maven's `group:artifact:version`. */
  readonly coordinates: string;
}

const LINE = /^([0-9a-f]{64}) {2}(\S+\.jar) {2}([^\s:]+:[^\s:]+:[^\s:]+)$/;

/** Reads the lock. Rejects if a line is not valid. */
export async function readJarLock(file = JAR_LOCK): Promise<LockedJar[]> {
  const lines = (await readFile(file, 'utf8'))
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => {
    const [, sha256 = '', name = '', coordinates = ''] = LINE.exec(line) ?? [];
    if (sha256 === '') throw new Error(`${file} holds a line that is no jar: ${line}`);
    return { sha256, file: name, coordinates };
  });
}

/** Rejects unless the folder contains exactly the locked jars, byte for byte. */
export async function requireLocked(folder: string, lock: readonly LockedJar[]): Promise<void> {
  const found = (await readdir(folder)).filter((name) => name.endsWith('.jar'));
  const missing = lock.filter(({ file }) => !found.includes(file)).map(({ file }) => file);
  const unknown = found.filter((name) => !lock.some(({ file }) => file === name));
  const other: string[] = [];
  for (const { file, sha256 } of lock) {
    if (found.includes(file) && (await fileDigest(join(folder, file))) !== sha256) other.push(file);
  }
  const faults = [
    ...missing.map((name) => `${name} is missing`),
    ...unknown.map((name) => `${name} is not locked`),
    ...other.map((name) => `${name} has other bytes`),
  ];
  if (faults.length === 0) return;
  throw new Error(
    `the jars are not those of ${JAR_LOCK} (${faults.join(', ')}): they were changed on the way, or pom.xml was changed without \`npm run lock-jars\``,
  );
}

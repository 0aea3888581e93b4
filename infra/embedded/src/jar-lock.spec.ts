import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type LockedJar, readJarLock, requireLocked } from './jar-lock.js';

const locked = (file: string, content: string): LockedJar => ({
  file,
  sha256: createHash('sha256').update(content).digest('hex'),
  coordinates: `g:${file}:1`,
});
const LOCK = [locked('a.jar', 'A'), locked('b.jar', 'B')];

describe('the jars that Maven resolved', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stockproof-jars-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it.each<[string, Readonly<Record<string, string>>, RegExp | null]>([
    ['are taken as they were locked', { 'a.jar': 'A', 'b.jar': 'B', 'readme.txt': '?' }, null],
    ['are refused with other bytes', { 'a.jar': 'A', 'b.jar': 'B ' }, /\(b\.jar has other bytes\)/],
    ['are refused with one more', { 'a.jar': 'A', 'b.jar': 'B', 'c.jar': 'C' }, /\(c\.jar is not locked\)/],
    ['are refused without one', { 'b.jar': 'B' }, /\(a\.jar is missing\).*npm run lock-jars/],
  ])('%s', async (_name, files, fault) => {
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
    const checked = requireLocked(folder, LOCK);
    await (fault === null
      ? expect(checked).resolves.toBeUndefined()
      : expect(checked).rejects.toThrow(fault));
  });

  it('are all in the lock of this checkout, each with its coordinates', async () => {
    const lock = await readJarLock();
    expect(lock.length).toBeGreaterThan(50);
    for (const { file, coordinates } of lock) {
      const [, artifact, version] = coordinates.split(':');
      expect(file).toContain(`${artifact}-${version}`);
    }
  });

  it('come from a lock that is whole', async () => {
    const file = join(folder, 'jars.lock');
    await writeFile(file, `# why\n${'0'.repeat(63)}  a.jar  g:a:1\n`);
    await expect(readJarLock(file)).rejects.toThrow(/holds a line that is no jar/);
  });
});

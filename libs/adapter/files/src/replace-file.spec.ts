import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { replaceFile } from './replace-file.js';

/** Only root may give a file to another user. */
const asRoot = process.getuid?.() === 0 ? it : it.skip;

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stockproof-replace-'));
  file = join(folder, 'secret');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const mode = (): string => (statSync(file).mode & 0o777).toString(8);

describe('replaceFile', () => {
  it('creates a file readable by its writer alone, and leaves no temporary file', async () => {
    await replaceFile(file, 'one');
    expect([readFileSync(file, 'utf8'), mode(), readdirSync(folder)]).toEqual(['one', '600', ['secret']]);
  });

  it('creates a file with a mode, whatever the umask', async () => {
    const umask = process.umask(0o077);
    try {
      await replaceFile(file, 'one', 0o644);
    } finally {
      process.umask(umask);
    }
    expect(mode()).toBe('644');
  });

  it('keeps the mode of the former file, and does not write into it', async () => {
    writeFileSync(file, 'a longer one');
    chmodSync(file, 0o640);
    const { ino } = statSync(file);
    await replaceFile(file, 'two');
    expect([readFileSync(file, 'utf8'), mode()]).toEqual(['two', '640']);
    expect(statSync(file).ino).not.toBe(ino);
  });

  asRoot('keeps the owner and the group of the one before', async () => {
    writeFileSync(file, 'one');
    chownSync(file, 60_123, 60_124);
    await replaceFile(file, 'two');
    expect(statSync(file)).toMatchObject({ uid: 60_123, gid: 60_124 });
  });

  it('with several calls at once leaves one of them', async () => {
    const texts = Array.from({ length: 20 }, (_, n) => `writer ${n}`);
    await Promise.all(texts.map((text) => replaceFile(file, text)));
    expect(texts).toContain(readFileSync(file, 'utf8'));
    expect(readdirSync(folder)).toEqual(['secret']);
  });

  it('keeps the former file if it cannot be replaced, and leaves no temporary file', async () => {
    mkdirSync(file);
    await expect(replaceFile(file, 'two')).rejects.toThrow();
    expect(readdirSync(folder)).toEqual(['secret']);
  });
});

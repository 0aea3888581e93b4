import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { FileCache } from './file-cache.js';

const root = mkdtempSync(join(tmpdir(), 'file-cache-'));
afterAll(() => rmSync(root, { recursive: true }));

let folder: string;
let cache: FileCache;
let fetched: string[];

beforeEach(() => {
  folder = mkdtempSync(join(root, 'cache-'));
  fetched = [];
  let count = 0;
  cache = new FileCache(20, () => join(folder, `${(count += 1)}`));
});

async function use(name: string, size = 10): Promise<{ path: string; release: () => void }> {
  const used = await cache.use(name, size, async (path) => {
    fetched.push(name);
    await nextTurn();
    writeFileSync(path, name);
  });
  await nextTurn();
  return used;
}

describe('the cache of files', () => {
  it('fetches a file once for concurrent and repeated uses', async () => {
    const all = await Promise.all([use('a'), use('a')]);
    for (const one of all) one.release();
    (await use('a')).release();
    expect(fetched).toEqual(['a']);
  });

  it('removes the least recently used file, but none in use', async () => {
    const a = await use('a');
    (await use('b')).release();
    const c = await use('c');
    expect(readFileSync(a.path, 'utf8')).toBe('a');
    a.release();
    expect(readdirSync(folder)).toHaveLength(2);
    (await use('b')).release();
    (await use('a')).release();
    expect(fetched).toEqual(['a', 'b', 'c', 'a']);
    expect(readFileSync(c.path, 'utf8')).toBe('c');
  });

  it('keeps no file larger than its limit', async () => {
    const a = await use('a', 21);
    expect(readFileSync(a.path, 'utf8')).toBe('a');
    a.release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('fetches a file again that another process wrote or removed', async () => {
    const a = await use('a');
    a.release();
    writeFileSync(a.path, 'not a');
    const again = await use('a');
    again.release();
    rmSync(again.path);
    expect(readFileSync((await use('a')).path, 'utf8')).toBe('a');
    expect(fetched).toEqual(['a', 'a', 'a']);
  });

  it('does not remember a failed fetch', async () => {
    await expect(cache.use('a', 1, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(readFileSync((await use('a')).path, 'utf8')).toBe('a');
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { s3Server, type S3Server, whyNoS3Server } from '@stockproof/testing';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ObjectDiffersError, ObjectMissingError, type ObjectStore } from './object-store.js';
import { openObjectStore } from './open-object-store.js';

const folder = mkdtempSync(join(tmpdir(), 'object-store-'));
const root = join(folder, 'store');
const no_s3 = whyNoS3Server();
let s3: S3Server | null = null;

beforeAll(async () => {
  if (no_s3 !== null) return;
  s3 = await s3Server();
  Object.assign(process.env, s3.credentials);
});
afterAll(async () => {
  await s3?.close();
  rmSync(folder, { recursive: true });
});

function local(name: string, content: string): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

async function names(objects: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = [];
  for await (const object of objects) found.push(object);
  return found.sort();
}

const STORES: [string, () => ObjectStore][] = [
  ['in a folder', () => openObjectStore(pathToFileURL(root).href)],
  ['in S3', () => openObjectStore(`s3://${s3?.bucket}/a/prefix?endpoint=${s3?.endpoint}&region=us-east-1`)],
];

describe.each(STORES)('an object store %s', (where, open) => {
  if (where === 'in S3' && no_s3 !== null) {
    process.stderr.write(`skipped: the object store in S3, since ${no_s3}\n`);
    it.skip(`skipped: ${no_s3}`, () => undefined);
    return;
  }

  it('returns the stored bytes, and lists names by prefix', async () => {
    const store = open();
    await store.put('t/id/0/one', local('one', 'first'));
    await store.put('t/id/01', local('two', ''));
    await store.fetch('t/id/0/one', join(folder, 'back'));
    expect(readFileSync(join(folder, 'back'), 'utf8')).toBe('first');
    await store.fetch('t/id/01', join(folder, 'back'));
    expect(readFileSync(join(folder, 'back'), 'utf8')).toBe('');
    expect(await names(store.list(''))).toEqual(['t/id/0/one', 't/id/01']);
    expect(await names(store.list('t/id/0'))).toEqual(['t/id/0/one', 't/id/01']);
    expect(await names(store.list('t/id/0/'))).toEqual(['t/id/0/one']);
    expect(await names(store.list('nothing/'))).toEqual([]);
  });

  it('keeps the first version of an object', async () => {
    const store = open();
    await store.put('same', local('same', 'bytes'));
    await store.put('same', local('same', 'bytes'));
    for (const other of ['other', 'byte', 'bytes and more'])
      await expect(store.put('same', local('same', other))).rejects.toThrow(ObjectDiffersError);
    await store.fetch('same', join(folder, 'back'));
    expect(readFileSync(join(folder, 'back'), 'utf8')).toBe('bytes');
  });

  it('has nothing after a delete', async () => {
    const store = open();
    await store.put('gone', local('gone', 'bytes'));
    await store.delete('gone');
    await store.delete('gone');
    await expect(store.fetch('gone', join(folder, 'back'))).rejects.toThrow(ObjectMissingError);
  });

  it.each([
    '',
    '/',
    '/etc/passwd',
    '../out',
    'a/../../out',
    'a/..',
    './a',
    'a//b',
    'a/',
    '.partial/x',
    'a b',
    'a\\b',
    'ä',
    'a\0',
  ])('refuses the name %j', async (name) => {
    const store = open();
    await expect(store.put(name, local('any', 'x'))).rejects.toThrow(RangeError);
    await expect(store.fetch(name, join(folder, 'back'))).rejects.toThrow(RangeError);
    await expect(store.delete(name)).rejects.toThrow(RangeError);
  });
});

describe('a folder of objects', () => {
  const open = () => openObjectStore(pathToFileURL(join(folder, 'private')).href);

  it('is readable by its owner only', async () => {
    await open().put('a/b', local('any', 'x'));
    const mode = (...path: string[]) => (statSync(join(folder, 'private', ...path)).mode & 0o777).toString(8);
    expect([mode(), mode('a'), mode('a', 'b')]).toEqual(['700', '700', '600']);
  });

  it('has no object of an unfinished put, and removes its remains after a day', async () => {
    const partials = join(folder, 'private', '.partial');
    mkdirSync(partials, { recursive: true });
    for (const name of ['new', 'old']) writeFileSync(join(partials, name), 'half');
    utimesSync(join(partials, 'old'), 0, 0);
    await expect(open().put('c', join(folder, 'no such file'))).rejects.toThrow(/ENOENT/);
    expect(readdirSync(partials)).toEqual(['new']);
    expect(await names(open().list(''))).not.toContain('c');
    expect((await names(open().list(''))).filter((name) => name.includes('new'))).toEqual([]);
  });
});

describe('the URL of an object store', () => {
  it.each([
    'http://host/bucket',
    '/folder',
    's3:///prefix',
    's3://bucket?secret=x',
    's3://key:secret@bucket',
  ])('is not %s', (url) => expect(() => openObjectStore(url)).toThrow(RangeError));
});

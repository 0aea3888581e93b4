import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keepRecords } from './keep-records.js';

describe('a record outside the databases', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stockproof-kept-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it.each<[string, (folder: string) => string]>([
    ['a folder', (at) => join(at, 'deeper')],
    ['an object store', (at) => pathToFileURL(join(at, 'deeper')).href],
  ])('is one file in %s, whoever keeps it and however often', async (_where, place) => {
    const keepers = [keepRecords(place(folder)), keepRecords(place(folder))];
    await Promise.all(keepers.map((keep) => keep('rec-1', '{"a":1}')));
    await keepers[0]?.('rec-1', '{"a":1}');
    const names = (await readdir(join(folder, 'deeper'))).filter((name) => !name.startsWith('.'));
    expect([names, await readFile(join(folder, 'deeper', 'rec-1.json'), 'utf8')]).toEqual([
      ['rec-1.json'],
      '{"a":1}',
    ]);
  });

  it('is not kept at an address that is no store', () =>
    expect(() => keepRecords('https://example.org/records')).toThrow(RangeError));
});

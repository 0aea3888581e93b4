import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type BackupManifest,
  type BaseBackup,
  baseFor,
  differences,
  MANIFEST,
  readManifest,
} from './manifest.js';

const base = (ended_at: string): BaseBackup => ({
  name: '2026-01-01',
  started_at: '2026-01-01T00:00:00Z',
  ended_at,
  timeline: 1,
  start_lsn: '0/2000028',
  stop_lsn: '0/2000100',
  folders: [],
});
const sha256 = 'ab'.repeat(32);

describe('the base backup of a restore', () => {
  const bases = ['2026-01-01T01:00:00Z', '2026-01-03T01:00:00Z', '2026-01-02T01:00:00Z'].map(base);
  it.each<[string, string | null, string | undefined]>([
    ['to the end: the newest', null, '2026-01-03T01:00:00Z'],
    ['to a time: the newest before it', '2026-01-02T12:00:00Z', '2026-01-02T01:00:00Z'],
    ['to the moment one ended: that one', '2026-01-02T01:00:00Z', '2026-01-02T01:00:00Z'],
    ['to a time before the first: none', '2026-01-01T00:59:59Z', undefined],
  ])('%s', (_what, target, ended_at) => {
    expect(baseFor(bases, target === null ? null : new Date(target))?.ended_at).toBe(ended_at);
  });
});

describe('a file of a backup', () => {
  const file = { path: 'wal/a.gz', bytes: 3, sha256 };
  it.each<[string, Omit<typeof file, 'path'> | null | undefined, string[]]>([
    ['as the manifest has it', { bytes: 3, sha256 }, []],
    ['that is missing', null, ['wal/a.gz is missing']],
    ['that was not looked at', undefined, ['wal/a.gz is missing']],
    ['that is shorter', { bytes: 2, sha256 }, ['wal/a.gz has 2 bytes, not 3']],
    ['of another content', { bytes: 3, sha256: 'cd'.repeat(32) }, ['wal/a.gz is changed']],
  ])('%s', (_what, found, said) => {
    expect(differences([file], new Map(found === undefined ? [] : [[file.path, found]]))).toEqual(said);
  });
});

describe('the manifest of a folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stockproof-manifest-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const whole: BackupManifest = {
    format: 'stockproof-backup-1',
    made_at: '2026-01-01T02:00:00.000Z',
    system_identifier: '7',
    postgres_version: '18.1',
    bases: [base('2026-01-01T01:00:00Z')],
    archived_until: '2026-01-01T02:00:00.000Z',
    files: [{ path: 'a', bytes: 1, sha256 }],
  };

  it('is read back as it was written; there may be none', async () => {
    expect(await readManifest(folder)).toBeNull();
    writeFileSync(join(folder, MANIFEST), JSON.stringify(whole));
    expect(await readManifest(folder)).toEqual(whole);
  });

  it.each<[string, string]>([
    ['cut short', JSON.stringify(whole).slice(0, 50)],
    ['of another format', JSON.stringify({ ...whole, format: 'stockproof-backup-2' })],
    ['without a base backup', JSON.stringify({ ...whole, bases: [] })],
    ['with an unknown field', JSON.stringify({ ...whole, more: 1 })],
  ])('is refused if it is %s', async (_what, text) => {
    writeFileSync(join(folder, MANIFEST), text);
    await expect(readManifest(folder)).rejects.toThrow('is no manifest of a backup');
  });
});

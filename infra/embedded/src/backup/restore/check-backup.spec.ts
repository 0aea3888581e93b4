import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type BackupManifest, MANIFEST } from '../manifest.js';
import { checkBackup } from './check-backup.js';

const segment = (at: number): string => `wal/${'00000001'.padEnd(16, '0')}${`${at}`.padStart(8, '0')}.gz`;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const BASE = {
  name: '2026-01-01T00-00-00-000Z',
  started_at: '2026-01-01T00:00:00Z',
  ended_at: '2026-01-01T01:00:00Z',
  timeline: 1,
  start_lsn: '0/3000028',
  stop_lsn: '0/3000100',
  folders: [],
};
const FILES = [`base/${BASE.name}/PG_VERSION`, 'home/secrets.json', segment(3), segment(4), segment(5)];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stockproof-check-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** A backup of these files; returns the SHA-256 of its manifest. */
function backupOf(paths: readonly string[]): string {
  for (const path of paths) write(path, `content of ${path}`);
  const files = paths.map((path) => {
    const text = `content of ${path}`;
    return { path, bytes: text.length, sha256: sha256(text) };
  });
  const manifest: BackupManifest = {
    format: 'stockproof-backup-1',
    made_at: '2026-01-01T02:00:00Z',
    system_identifier: '7',
    postgres_version: '18.1',
    bases: [BASE],
    archived_until: '2026-01-01T02:00:00Z',
    files,
  };
  const text = JSON.stringify(manifest);
  write(MANIFEST, text);
  return sha256(text);
}

describe('a backup', () => {
  it.each<[string, string | null]>([
    ['to its end', null],
    ['to a time after its base backup', '2026-01-01T01:30:00Z'],
  ])('that is whole may be restored %s', async (_what, to) => {
    const digest = backupOf(FILES);
    await expect(checkBackup(folder, to === null ? null : new Date(to), digest)).resolves.toMatchObject({
      base: BASE,
    });
  });

  it.each<[string, () => unknown, string]>([
    ['a file is missing', () => rmSync(join(folder, 'home/secrets.json')), 'home/secrets.json is missing'],
    ['a file is longer', () => write(segment(4), `content of ${segment(4)}!`), `${segment(4)} has`],
    ['a byte is changed', () => write(segment(4), `Content of ${segment(4)}`), `${segment(4)} is changed`],
    [
      'a WAL segment is missing',
      () => backupOf(FILES.filter((path) => path !== segment(4))),
      'the WAL segment 4 is missing',
    ],
    ['all WAL is missing', () => backupOf(FILES.slice(0, 2)), 'the WAL segment 3 is missing'],
    [
      'there is no manifest',
      () => rmSync(join(folder, MANIFEST)),
      'it is no backup, or one that was cut off',
    ],
  ])('is not restored if %s', async (_what, damage, said) => {
    backupOf(FILES);
    damage();
    await expect(checkBackup(folder, null, null)).rejects.toThrow(said);
  });

  it('is not restored if its manifest is not the one that was named', async () => {
    const digest = backupOf(FILES);
    await expect(checkBackup(folder, null, sha256('another'))).rejects.toThrow(`its SHA-256 is ${digest}`);
  });

  it.each<[string, string, string]>([
    ['before its base backup', '2026-01-01T00:59:59Z', 'begins after 2026-01-01T00:59:59.000Z'],
    ['after its end', '2026-01-01T02:00:01Z', 'does not reach 2026-01-01T02:00:01.000Z'],
  ])('is not restored to a time %s', async (_what, to, said) => {
    backupOf(FILES);
    await expect(checkBackup(folder, new Date(to), null)).rejects.toThrow(said);
  });

  it('names the first of many faults, and how many there are', async () => {
    const many = Array.from({ length: 9 }, (_none, at) => `base/${BASE.name}/${at}`);
    backupOf([...FILES, ...many]);
    for (const path of many) rmSync(join(folder, path));
    await expect(checkBackup(folder, null, null)).rejects.toThrow(/0 is missing;.*4 is missing; and 4 more$/);
  });
});

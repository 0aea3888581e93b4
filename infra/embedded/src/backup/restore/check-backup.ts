import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { measureFile } from '../files/copy-file.js';
import {
  type BackupManifest,
  type BaseBackup,
  baseFor,
  differences,
  MANIFEST,
  readManifest,
} from '../manifest.js';
import { missingSegments } from '../wal-names.js';

/** A backup that was checked against its manifest, and the base backup to begin with. */
export interface CheckedBackup {
  readonly manifest: BackupManifest;
  readonly base: BaseBackup;
}

/**
 * Checks a backup for a restore to a time, null for its end: every file against the manifest, the manifest against a
 * digest that was kept elsewhere, and the WAL for holes. Rejects with one line that names what is wrong; nothing was changed then.
 */
export async function checkBackup(
  folder: string,
  target: Date | null,
  manifest_sha256: string | null,
): Promise<CheckedBackup> {
  const manifest = await readManifest(folder);
  if (manifest === null)
    throw new Error(`${folder} has no ${MANIFEST}: it is no backup, or one that was cut off`);
  const digest = createHash('sha256')
    .update(await readFile(join(folder, MANIFEST)))
    .digest('hex');
  if (manifest_sha256 !== null && manifest_sha256 !== digest)
    throw new Error(`the manifest of ${folder} is not the one that was named: its SHA-256 is ${digest}`);
  const base = baseToRestore(folder, manifest, target);
  const found = new Map<string, Awaited<ReturnType<typeof measureFile>>>();
  for (const { path } of manifest.files) found.set(path, await measureFile(join(folder, path)));
  refuse(folder, differences(manifest.files, found));
  const wal = manifest.files
    .filter(({ path }) => path.startsWith('wal/'))
    .map(({ path }) => path.slice(4, -3));
  refuse(
    folder,
    missingSegments(wal, base.start_lsn).map((at) => `the WAL segment ${at.toString(16)} is missing`),
  );
  return { manifest, base };
}

function baseToRestore(folder: string, manifest: BackupManifest, target: Date | null): BaseBackup {
  const { bases, archived_until } = manifest;
  const [first] = bases.map(({ ended_at }) => ended_at).sort();
  const reach = `it reaches from ${first ?? ''} to ${archived_until}`;
  if (target !== null && target > new Date(archived_until))
    throw new Error(`the backup in ${folder} does not reach ${target.toISOString()}: ${reach}`);
  const base = baseFor(bases, target);
  if (base === undefined)
    throw new Error(`the backup in ${folder} begins after ${target?.toISOString() ?? ''}: ${reach}`);
  return base;
}

const NAMED = 5;

function refuse(folder: string, problems: readonly string[]): void {
  if (problems.length === 0) return;
  const more = problems.length > NAMED ? `; and ${problems.length - NAMED} more` : '';
  throw new Error(
    `the backup in ${folder} is damaged, nothing was restored: ${problems.slice(0, NAMED).join('; ')}${more}`,
  );
}

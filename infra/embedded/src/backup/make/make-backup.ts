import { createHash } from 'node:crypto';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { replaceFile } from '@stockproof/files';
import { BoundClient } from '@stockproof/postgres';
import type { Instance } from '../../instance/instance.js';
import type { Runtime } from '../../instance/runtime-file.js';
import { measureFile } from '../files/copy-file.js';
import { listTree } from '../files/list-tree.js';
import { type BackupFile, type BackupManifest, MANIFEST, readManifest } from '../manifest.js';
import { describeServer, type ServerFacts } from '../sql/server-backup.js';
import { type CopiedBase, copyBase } from './copy-base.js';
import { copyHome } from './copy-home.js';
import { describeKafka } from './describe-kafka.js';
import { forgetShipped, isArchiving, shipWal, startArchiving } from './ship-wal.js';

/** What a backup did. */
export interface MadeBackup {
  readonly folder: string;
  /** SHA-256 of the manifest: kept elsewhere, it shows that nobody changed the backup. */
  readonly manifest_sha256: string;
  /** The base backup that this call made; null if only WAL was added. */
  readonly base: string | null;
  readonly archived_until: string;
  readonly files: number;
  readonly bytes: number;
}

/**
 * Brings a backup up to the present: the first time, after a restore and where `base` is set, with a new base backup; otherwise with
 * the WAL since the last time. Then the secrets, keys and sealed segments of the home. Rejects before anything is
 * written if the folder has other files or the backup of another server.
 */
export async function makeBackup(
  folder: string,
  instance: Instance,
  { databases, urls }: Pick<Runtime, 'databases' | 'urls'>,
  { base: wanted }: { readonly base: boolean },
): Promise<MadeBackup> {
  const data_dir = join(instance.home, 'postgres');
  const superuser_url = databases['inventory'] ?? '';
  const before = await backupIn(folder);
  const server = await askServer(superuser_url);
  if (before !== null && before.system_identifier !== server.system_identifier)
    throw new Error(`${folder} has the backup of another PostgreSQL server (${before.system_identifier})`);
  const continues =
    before !== null &&
    isArchiving(data_dir) &&
    before.bases.some(({ timeline }) => timeline === server.timeline);
  if (!isArchiving(data_dir)) await startArchiving(data_dir);
  const made = wanted || !continues ? await copyBase(data_dir, folder, superuser_url) : null;
  const shipped = await shipWal(data_dir, folder, superuser_url);
  const known = new Map((before?.files ?? []).map((file) => [file.path, file]));
  const home = await copyHome(instance.home, folder, known);
  const kafka = await describeFile(folder, 'kafka.json', await describeKafka(instance, urls.connect));
  const kept = (before?.files ?? []).filter(
    ({ path }) => path.startsWith('base/') || path.startsWith('wal/'),
  );
  const manifest: BackupManifest = {
    format: 'stockproof-backup-1',
    made_at: shipped.until.toISOString(),
    system_identifier: server.system_identifier,
    postgres_version: server.version,
    bases: [...(before?.bases ?? []), ...(made === null ? [] : [made.base])],
    archived_until: shipped.until.toISOString(),
    files: byPath([...kept, ...(made?.files ?? []), ...shipped.files, ...home, kafka]),
  };
  const text = `${JSON.stringify(manifest, null, 1)}\n`;
  await replaceFile(join(folder, MANIFEST), text);
  await forgetShipped(data_dir, shipped);
  await removeUnnamed(folder, manifest);
  return summary(folder, manifest, text, made);
}

async function backupIn(folder: string): Promise<BackupManifest | null> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const manifest = await readManifest(folder);
  // What a first backup left that was cut off is written again.
  const foreign = (await readdir(folder)).filter((name) => !OWN.includes(name));
  if (manifest === null && foreign.length > 0)
    throw new Error(`${folder} is no backup, and it is not empty: name another folder`);
  return manifest;
}

const OWN = ['base', 'wal', 'home', 'kafka.json', MANIFEST];

async function askServer(superuser_url: string): Promise<ServerFacts> {
  const client = new BoundClient(superuser_url);
  await client.connect();
  return describeServer(client).finally(() => client.end());
}

async function describeFile(folder: string, name: string, content: unknown): Promise<BackupFile> {
  await writeFile(join(folder, name), `${JSON.stringify(content, null, 1)}\n`, { mode: 0o600 });
  const measured = await measureFile(join(folder, name));
  if (measured === null) throw new Error(`${name} was removed while the backup was made`);
  return { path: name, ...measured };
}

/** One entry for each path, the newest: a WAL file that was shipped again after a cut is named once. */
function byPath(files: readonly BackupFile[]): BackupFile[] {
  return [...new Map(files.map((file) => [file.path, file])).values()].sort((a, b) =>
    a.path < b.path ? -1 : 1,
  );
}

/** Removes files of the home that are gone there, such as merged segments, and what a backup left that was cut off. */
async function removeUnnamed(folder: string, { files }: BackupManifest): Promise<void> {
  const named = new Set(files.map(({ path }) => path));
  for (const path of (await listTree(folder)).files)
    if (path !== MANIFEST && !named.has(path)) await rm(join(folder, path), { force: true });
}

function summary(
  folder: string,
  manifest: BackupManifest,
  text: string,
  made: CopiedBase | null,
): MadeBackup {
  return {
    folder,
    manifest_sha256: createHash('sha256').update(text).digest('hex'),
    base: made?.base.name ?? null,
    archived_until: manifest.archived_until,
    files: manifest.files.length,
    bytes: manifest.files.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

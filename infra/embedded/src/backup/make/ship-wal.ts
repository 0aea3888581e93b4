import { existsSync } from 'node:fs';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createGzip } from 'node:zlib';
import { BoundClient } from '@stockproof/postgres';
import { waitUntil } from '@stockproof/timing';
import { ARCHIVE_FOLDER } from '../../postgres/server-settings.js';
import { own, postgresUser } from '../../postgres/unprivileged.js';
import { copyFile } from '../files/copy-file.js';
import { listTree } from '../files/list-tree.js';
import type { BackupFile } from '../manifest.js';
import { switchWal } from '../sql/server-backup.js';
import { isArchived } from '../wal-names.js';

const ARCHIVED_WITHIN_MS = 120_000;

/** Whether the server archives its WAL: it does as soon as the folder for it is there. */
export function isArchiving(data_dir: string): boolean {
  return existsSync(join(data_dir, ARCHIVE_FOLDER));
}

/** Makes the folder that turns archiving on. */
export async function startArchiving(data_dir: string): Promise<void> {
  const folder = join(data_dir, ARCHIVE_FOLDER);
  await mkdir(folder, { mode: 0o700 });
  await chmod(folder, 0o700);
  await own([folder], postgresUser());
}

/** WAL that is in the backup now, and until when it holds every commit. */
export interface ShippedWal {
  readonly files: readonly BackupFile[];
  readonly until: Date;
}

/**
 * Ends the present segment, waits until it is archived, and moves what is archived to the backup, compressed. A file is removed
 * from the server's folder when it is durable in the backup.
 */
export async function shipWal(data_dir: string, folder: string, superuser_url: string): Promise<ShippedWal> {
  const client = new BoundClient(superuser_url);
  await client.connect();
  const archive = join(data_dir, ARCHIVE_FOLDER);
  const named = (name: string): string => `wal/${name}.gz`;
  try {
    const { at, segment } = await switchWal(client);
    await waitUntil(() => existsSync(join(archive, segment)) || existsSync(join(folder, named(segment))), {
      what: `PostgreSQL to archive its WAL (see postgres.log)`,
      within_ms: ARCHIVED_WITHIN_MS,
    });
    const files: BackupFile[] = [];
    for (const name of (await listTree(archive)).files.filter(isArchived)) {
      const path = named(name);
      files.push({
        path,
        ...(await copyFile(join(archive, name), join(folder, path), createGzip({ level: 1 }))),
      });
    }
    return { files, until: at };
  } finally {
    await client.end();
  }
}

/** Removes what a backup has. Called when its manifest names them. */
export async function forgetShipped(data_dir: string, { files }: ShippedWal): Promise<void> {
  for (const { path } of files)
    await rm(join(data_dir, ARCHIVE_FOLDER, path.slice('wal/'.length, -'.gz'.length)), { force: true });
}

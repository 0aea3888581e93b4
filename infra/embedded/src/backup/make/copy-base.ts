import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BoundClient } from '@stockproof/postgres';
import { copyFile } from '../files/copy-file.js';
import { isCopied, isKept } from '../files/data-folder.js';
import { listTree } from '../files/list-tree.js';
import type { BackupFile, BaseBackup } from '../manifest.js';
import { describeServer, startBaseBackup, stopBaseBackup } from '../sql/server-backup.js';

/** A base backup with its files, as paths below the backup's folder. */
export interface CopiedBase {
  readonly base: BaseBackup;
  readonly files: readonly BackupFile[];
}

/**
 * Copies the data folder of a running server by PostgreSQL's low-level API. The server goes on; what changes meanwhile is in
 * the WAL, which must be archived already. Rejects if the connection is lost: the copy is then worth nothing.
 */
export async function copyBase(data_dir: string, folder: string, superuser_url: string): Promise<CopiedBase> {
  const client = new BoundClient(superuser_url);
  await client.connect();
  try {
    const { timeline, at } = await describeServer(client);
    const name = at.toISOString().replace(/[:.]/g, '-');
    const start_lsn = await startBaseBackup(client, `stockproof ${name}`);
    const tree = await listTree(data_dir);
    const files: BackupFile[] = [];
    for (const path of tree.files.filter(isCopied)) {
      const to = `base/${name}/${path}`;
      const copied = await copyFile(join(data_dir, path), join(folder, to)).catch(unlessGone);
      if (copied !== null) files.push({ path: to, ...copied });
    }
    const stopped = await stopBaseBackup(client);
    const label = `base/${name}/backup_label`;
    await writeFile(join(folder, label), stopped.labelfile, { mode: 0o600, flush: true });
    files.push({ path: label, ...measureText(stopped.labelfile) });
    const base = {
      name,
      started_at: at.toISOString(),
      ended_at: stopped.at.toISOString(),
      timeline,
      start_lsn,
      stop_lsn: stopped.lsn,
      folders: tree.folders.filter(isKept),
    };
    return { base, files };
  } finally {
    await client.end();
  }
}

/** A table that was dropped meanwhile: the WAL says so too. */
function unlessGone(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

function measureText(text: string): { readonly bytes: number; readonly sha256: string } {
  const bytes = Buffer.from(text);
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { copyFile } from '../files/copy-file.js';
import { listTree } from '../files/list-tree.js';
import type { BackupFile } from '../manifest.js';

/** What an instance keeps besides its servers' data: passwords, keys, people, evidence and sealed segments. */
const FILES = ['secrets.json', 'people.json'];
const FOLDERS = ['keys', 'tls', 'clients', 'evidence', 'sealed'];
/** Segments are never changed, so what the backup has of them is not read again. */
const WRITTEN_ONCE = 'sealed/';

/** Copies the home's secrets and files. `known`: the files that the backup has already, by path. */
export async function copyHome(
  home: string,
  folder: string,
  known: ReadonlyMap<string, BackupFile>,
): Promise<BackupFile[]> {
  const paths = FILES.filter((name) => existsSync(join(home, name)));
  for (const name of FOLDERS)
    paths.push(...(await listTree(join(home, name))).files.map((path) => `${name}/${path}`));
  const files: BackupFile[] = [];
  for (const path of paths) {
    const to = `home/${path}`;
    const kept = path.startsWith(WRITTEN_ONCE) ? known.get(to) : undefined;
    if (kept !== undefined) {
      files.push(kept);
      continue;
    }
    // A file of before may be gone: a merged segment, a key that was replaced.
    const copied = await copyFile(join(home, path), join(folder, to)).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null;
        throw error;
      },
    );
    if (copied !== null) files.push({ path: to, ...copied });
  }
  return files;
}

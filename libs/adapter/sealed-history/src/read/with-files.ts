import { join } from 'node:path';
import type { CachedFile } from '../parquet/file-cache.js';
import { fetchVerified } from '../segment/fetch-verified.js';
import type { SealedFile, SegmentManifest } from '../manifest/manifest.js';
import type { SealedHistoryOptions } from '../segment/segment-options.js';

/**
 * Runs work with verified copies of sealed files, in their order. With `cached`, copies of before are used
 * and new ones are kept; else every file is fetched from the store, so that a damaged store is found.
 */
export async function withFiles<T>(
  { store, workspace }: SealedHistoryOptions,
  files: readonly SealedFile[],
  cached: boolean,
  work: (paths: readonly string[], folder: string) => Promise<T>,
): Promise<T> {
  return workspace.withFolder(async (folder) => {
    const lent: CachedFile[] = [];
    try {
      const paths: string[] = [];
      for (const [index, file] of files.entries()) {
        if (cached) {
          const copy = await workspace.cache.use(file.sha256, file.bytes, (path) =>
            fetchVerified(store, file, path),
          );
          lent.push(copy);
          paths.push(copy.path);
        } else {
          const path = join(folder, `${index}.parquet`);
          await fetchVerified(store, file, path);
          paths.push(path);
        }
      }
      return await work(paths, folder);
    } finally {
      for (const copy of lent) copy.release();
    }
  });
}

/** The file of the messages that name no offer, if there is one. */
export function unnamedOf({ unnamed_file }: SegmentManifest): SealedFile[] {
  return unnamed_file === null ? [] : [unnamed_file];
}

/** The sum of the files' rows. */
export function rowsOfFiles(files: readonly SealedFile[]): number {
  return files.reduce((sum, { rows }) => sum + rows, 0);
}

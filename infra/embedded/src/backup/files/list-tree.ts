import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** The files and folders below a folder, as paths with `/` from there. */
export interface Tree {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

/** Lists a folder with everything in it; empty if it does not exist. Links are not followed and not listed. */
export async function listTree(root: string): Promise<Tree> {
  const entries = await readdir(root, { withFileTypes: true, recursive: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    },
  );
  const paths = (wanted: 'isFile' | 'isDirectory'): string[] =>
    entries
      .filter((entry) => entry[wanted]())
      .map(({ parentPath, name }) => relative(root, join(parentPath, name)).split(sep).join('/'))
      .sort();
  return { files: paths('isFile'), folders: paths('isDirectory') };
}

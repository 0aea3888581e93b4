import { readFile } from 'node:fs/promises';
import { replaceFile } from '@stockproof/files';

/** How far an import is. It is kept beside the file until the import is done. */
export interface ImportState {
  /** SHA-256 of the file, hex. */
  readonly digest: string;
  readonly file_id: string;
  /** The first line without an answer, and where it begins in the file, in bytes. */
  readonly next_line: number;
  readonly offset: number;
  /** What of the outputs belongs to the lines before it, in bytes. */
  readonly report_bytes: number;
  readonly failed_bytes: number;
  readonly queued: number;
  readonly refused: number;
}

/** What an interrupted import left; null if there is nothing. */
export async function readState(path: string): Promise<ImportState | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as ImportState;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new Error(`${path} cannot be read: remove it, or use --restart to begin again`, { cause: error });
  }
}

/** Replaces it as a whole, so that a killed import leaves the state before. */
export async function writeState(path: string, state: ImportState): Promise<void> {
  await replaceFile(path, JSON.stringify(state));
}

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { withFailpoint } from '@stockproof/failpoints';
import { replaceFile } from '@stockproof/files';

/** Keeps each record as a file of the folder, whole or not at all. Kept again, it is the same. */
export function keepAsFile(folder: string): (recovery_id: string, record: string) => Promise<void> {
  return async (recovery_id, record) => {
    await mkdir(folder, { recursive: true });
    const file = join(folder, `${recovery_id}.json`);
    await withFailpoint('evidence.write-file', () => replaceFile(file, record));
  };
}

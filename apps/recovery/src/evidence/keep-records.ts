import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withFailpoint } from '@stockproof/failpoints';
import { replaceFile } from '@stockproof/files';
import { type ObjectStore, openObjectStore } from '@stockproof/sealed-history';

/** Stores a record's bytes outside the databases; resolves when they are durable. Idempotent. */
export type KeepRecord = (recovery_id: string, record: string) => Promise<void>;

/**
 * Keeps records as `<recovery id>.json` in a folder, or in an object store (`file://`, `s3://`; see openObjectStore),
 * which copies of the service on several machines share. Throws RangeError for another URL.
 */
export function keepRecords(place: string): KeepRecord {
  return /^\w+:\/\//.test(place) ? keepInStore(openObjectStore(place)) : keepAsFile(place);
}

function keepAsFile(folder: string): KeepRecord {
  return async (recovery_id, record) => {
    await mkdir(folder, { recursive: true });
    const file = join(folder, `${recovery_id}.json`);
    await withFailpoint('evidence.write-file', () => replaceFile(file, record));
  };
}

function keepInStore(store: ObjectStore): KeepRecord {
  return async (recovery_id, record) => {
    const folder = await mkdtemp(join(tmpdir(), 'stockproof-record-'));
    try {
      const file = join(folder, 'record.json');
      await writeFile(file, record);
      await withFailpoint('evidence.write-file', () => store.put(`${recovery_id}.json`, file));
    } finally {
      await rm(folder, { recursive: true });
    }
  };
}

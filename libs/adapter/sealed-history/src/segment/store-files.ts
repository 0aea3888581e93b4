import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalFile } from '../parquet/sql/describe-files.js';
import { fileDigest } from '@stockproof/files';
import type { SealedFile, SealedSchema } from '../manifest/manifest.js';
import { fileObject, schemaObject, type SegmentPlace } from './object-names.js';
import type { SchemaPrefix } from './schema-prefix.js';
import type { SealedHistoryOptions } from './segment-options.js';

/** Stores the files of a segment; nothing refers to them until a manifest does. */
export async function storeFiles(
  { store }: SealedHistoryOptions,
  place: SegmentPlace,
  files: readonly LocalFile[],
): Promise<SealedFile[]> {
  const sealed: SealedFile[] = [];
  for (const [index, file] of files.entries()) {
    const sha256 = await fileDigest(file.path);
    const object = fileObject(place, String(index).padStart(5, '0'), sha256);
    const { size } = await stat(file.path);
    await store.put(object, file.path);
    const { rows, first_sku, last_sku } = file;
    sealed.push({ object, sha256, bytes: size, rows, first_sku, last_sku });
  }
  return sealed;
}

/** Stores the file of the messages that name no offer; null if there are none. */
export async function storeUnnamed(
  { store }: SealedHistoryOptions,
  place: SegmentPlace,
  file: LocalFile | null,
): Promise<SealedFile | null> {
  if (file === null) return null;
  const sha256 = await fileDigest(file.path);
  const object = fileObject(place, 'unnamed', sha256);
  const { size } = await stat(file.path);
  await store.put(object, file.path);
  return { object, sha256, bytes: size, rows: file.rows, first_sku: '', last_sku: '' };
}

/** Stores each schema prefix as an object of its bytes. */
export async function storeSchemas(
  { store }: SealedHistoryOptions,
  place: SegmentPlace,
  prefixes: readonly SchemaPrefix[],
  folder: string,
): Promise<SealedSchema[]> {
  const schemas: SealedSchema[] = [];
  for (const { id, sha256, bytes } of prefixes) {
    const file = join(folder, `${sha256}.prefix`);
    await writeFile(file, bytes, { mode: 0o600 });
    const object = schemaObject(place, sha256);
    await store.put(object, file);
    schemas.push({ id, object, sha256 });
  }
  return schemas.sort((a, b) => a.id - b.id);
}

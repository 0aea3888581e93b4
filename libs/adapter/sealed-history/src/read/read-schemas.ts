import { readFile, rm } from 'node:fs/promises';
import { SealedHistoryError } from '../sealed-history-error.js';
import { fetchVerified } from '../segment/fetch-verified.js';
import type { SegmentManifest } from '../manifest/manifest.js';
import { prefixOf, type SchemaPrefix } from '../segment/schema-prefix.js';
import type { SealedHistoryOptions } from '../segment/segment-options.js';

/** The schema prefixes of a segment by their ids; those not read before are fetched and verified. */
export async function readSchemas(
  { store, workspace }: SealedHistoryOptions,
  { schemas }: SegmentManifest,
): Promise<ReadonlyMap<number, SchemaPrefix>> {
  const found = new Map<number, SchemaPrefix>();
  for (const schema of schemas) {
    let bytes = workspace.schemas.get(schema.sha256);
    if (bytes === undefined) {
      const file = workspace.newPath('schema');
      await fetchVerified(store, schema, file);
      bytes = await readFile(file);
      await rm(file, { force: true });
      workspace.schemas.set(schema.sha256, bytes);
    }
    const prefix = prefixOf(bytes);
    if (prefix.id !== schema.id)
      throw new SealedHistoryError('forged', `the schema ${schema.object} has another id`);
    found.set(schema.id, prefix);
  }
  return found;
}

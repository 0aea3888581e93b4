import type { SegmentManifest } from '../manifest/manifest.js';
import type { SealedHistoryOptions } from '../segment/segment-options.js';
import { readSchemas } from './read-schemas.js';
import { unnamedOf, withFiles } from './with-files.js';

/**
 * Fetches every object of the segments, one after the other, and compares it with the digest that the manifest
 * has of it. Throws SealedHistoryError.
 */
export async function checkStored(
  options: SealedHistoryOptions,
  manifests: readonly SegmentManifest[],
): Promise<void> {
  for (const manifest of manifests) {
    await readSchemas(options, manifest);
    for (const file of [...manifest.files, ...unnamedOf(manifest)])
      await withFiles(options, [file], false, () => Promise.resolve());
  }
}

import type { DuckDBConnection } from '@duckdb/node-api';
import type { SealedFile, SegmentManifest } from '../manifest/manifest.js';
import type { SealedHistoryOptions } from '../segment/segment-options.js';
import { deliverRows, type OnMessages } from './deliver-rows.js';
import { readSchemas } from './read-schemas.js';
import { inReadingOrder } from './reading-order.js';
import { ALL, filesWithin, namesEach, type SealedSelection, storableSelection } from './selection.js';
import { addSeen, createSeen, keepNewest, selectNewest } from './sql/select-rows.js';
import { rowsOfFiles, unnamedOf, withFiles } from './with-files.js';

/** The files of a segment that are read, and where their copies are. */
interface LocalPart {
  readonly manifest: SegmentManifest;
  readonly files: readonly SealedFile[];
  readonly named: readonly string[];
  readonly unnamed: readonly string[];
}

/**
 * Like `readSealed`, but only the newest message of each partition and key, within the selection and the
 * messages that name no offer: what a compacted topic keeps. Messages without a key are all read. A key that
 * was deleted is read as its tombstone. Digests of ranges are not checked. Throws SealedHistoryError.
 */
export async function readNewestSealed(
  options: SealedHistoryOptions,
  manifests: readonly SegmentManifest[],
  wanted: SealedSelection,
  onMessages: OnMessages,
): Promise<void> {
  const selection = storableSelection(wanted);
  for (const segments of inReadingOrder(manifests)) {
    const files = segments.flatMap((manifest) => filesOf(manifest, selection));
    await withFiles(options, files, namesEach(selection), (paths, folder) =>
      options.workspace.withConnection(async (connection) => {
        const parts = partsOf(segments, paths, selection);
        await findNewest(connection, parts, selection);
        for (const part of parts) {
          const { manifest } = part;
          const schemas = await readSchemas(options, manifest);
          await deliverRows(
            { manifest, schemas, folder, max_rows: rowsOfFiles(part.files), check: null, onMessages },
            [selectNewest(connection, [...part.named, ...part.unnamed])],
          );
        }
      }),
    );
  }
}

const filesOf = (manifest: SegmentManifest, selection: SealedSelection): SealedFile[] => [
  ...filesWithin(manifest.files, selection),
  ...unnamedOf(manifest),
];

/** Divides the paths as the files were listed. */
function partsOf(
  segments: readonly SegmentManifest[],
  paths: readonly string[],
  selection: SealedSelection,
): LocalPart[] {
  let at = 0;
  return segments.map((manifest) => {
    const files = filesOf(manifest, selection);
    const unnamed_at = at + files.length - unnamedOf(manifest).length;
    const [named, unnamed] = [paths.slice(at, unnamed_at), paths.slice(unnamed_at, at + files.length)];
    at += files.length;
    return { manifest, files, named, unnamed };
  });
}

async function findNewest(
  connection: DuckDBConnection,
  parts: readonly LocalPart[],
  selection: SealedSelection,
): Promise<void> {
  await createSeen(connection);
  for (const { named, unnamed } of parts) {
    await addSeen(connection, named, selection);
    await addSeen(connection, unnamed, ALL);
  }
  await keepNewest(connection);
}

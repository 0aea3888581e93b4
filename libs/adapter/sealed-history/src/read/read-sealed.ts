import type { SegmentManifest } from '../manifest/manifest.js';
import type { SealedHistoryOptions } from '../segment/segment-options.js';
import { RangesCheck } from './check-ranges.js';
import type { StoredRow } from '../parquet/row.js';
import {
  deliverInKeyOrder,
  deliverRows,
  type OnMessages,
  type OnParts,
  type RowDelivery,
} from './deliver-rows.js';
import { readSchemas } from './read-schemas.js';
import { inReadingOrder } from './reading-order.js';
import { ALL, filesWithin, namesEach, type SealedSelection, storableSelection } from './selection.js';
import { selectRows } from './sql/select-rows.js';
import { rowsOfFiles, unnamedOf, withFiles } from './with-files.js';

/**
 * Reads what the selection holds from the segments of one or more partitions, partition by partition in
 * offset order, and the messages that name no offer with it. Each file's SHA-256 is checked before it is
 * read; for `all`, the digest of every range too, but only after its messages were delivered: use nothing of
 * them before this resolves. Whether the segments follow each other is for `checkChain`. Memory does not
 * follow the number of messages. Throws SealedHistoryError.
 */
export async function readSealed(
  options: SealedHistoryOptions,
  manifests: readonly SegmentManifest[],
  wanted: SealedSelection,
  onMessages: OnMessages,
): Promise<void> {
  const selection = storableSelection(wanted);
  for (const manifest of inReadingOrder(manifests).flat())
    await readSegment(options, manifest, selection, onMessages);
}

/**
 * Like `readSealed`, but in offset order only within each offer, segment by segment, and with values in parts:
 * nothing is sorted or put together again, which is most of the work of a long reading. The digests of ranges
 * are not checked, the files' are. Throws SealedHistoryError.
 */
export async function readSealedByKey(
  options: SealedHistoryOptions,
  manifests: readonly SegmentManifest[],
  wanted: SealedSelection,
  onParts: OnParts,
): Promise<void> {
  const selection = storableSelection(wanted);
  for (const manifest of inReadingOrder(manifests).flat())
    await withRows(options, manifest, selection, ({ schemas }, rows) =>
      deliverInKeyOrder({ manifest, schemas }, rows, onParts),
    );
}

function readSegment(
  options: SealedHistoryOptions,
  manifest: SegmentManifest,
  selection: SealedSelection,
  onMessages: OnMessages,
): Promise<void> {
  return withRows(options, manifest, selection, ({ schemas, folder, max_rows }, rows) => {
    const { topic, partition, ranges } = manifest;
    const check = selection.type === 'all' ? new RangesCheck(`${topic}/${partition}`, ranges, schemas) : null;
    return deliverRows({ manifest, schemas, folder, max_rows, check, onMessages }, rows);
  });
}

/** Works with the rows of a segment that the selection holds, and those that name no offer after them. */
async function withRows(
  options: SealedHistoryOptions,
  manifest: SegmentManifest,
  selection: SealedSelection,
  work: (
    of: Pick<RowDelivery, 'schemas' | 'folder' | 'max_rows'>,
    rows: readonly AsyncIterable<readonly StoredRow[]>[],
  ) => Promise<void>,
): Promise<void> {
  const named = filesWithin(manifest.files, selection);
  const files = [...named, ...unnamedOf(manifest)];
  if (files.length === 0 && selection.type !== 'all') return;
  const schemas = await readSchemas(options, manifest);
  await withFiles(options, files, namesEach(selection), (paths, folder) =>
    options.workspace.withConnection((connection) =>
      work({ schemas, folder, max_rows: rowsOfFiles(files) }, [
        selectRows(connection, paths.slice(0, named.length), selection),
        selectRows(connection, paths.slice(named.length), ALL),
      ]),
    ),
  );
}

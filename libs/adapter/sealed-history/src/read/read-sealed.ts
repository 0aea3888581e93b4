import type { SegmentManifest } from '../segment/manifest.js';
import type { SealedHistoryOptions } from '../segment/segment-options.js';
import { RangesCheck } from './check-ranges.js';
import { deliverRows, type OnMessages } from './deliver-rows.js';
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

async function readSegment(
  options: SealedHistoryOptions,
  manifest: SegmentManifest,
  selection: SealedSelection,
  onMessages: OnMessages,
): Promise<void> {
  const named = filesWithin(manifest.files, selection);
  const files = [...named, ...unnamedOf(manifest)];
  if (files.length === 0 && selection.type !== 'all') return;
  const schemas = await readSchemas(options, manifest);
  const check =
    selection.type === 'all'
      ? new RangesCheck(`${manifest.topic}/${manifest.partition}`, manifest.ranges, schemas)
      : null;
  await withFiles(options, files, namesEach(selection), (paths, folder) =>
    options.workspace.withConnection((connection) =>
      deliverRows({ manifest, schemas, folder, max_rows: rowsOfFiles(files), check, onMessages }, [
        selectRows(connection, paths.slice(0, named.length), selection),
        selectRows(connection, paths.slice(named.length), ALL),
      ]),
    ),
  );
}

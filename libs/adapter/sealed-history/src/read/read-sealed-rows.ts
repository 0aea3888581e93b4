import type { SegmentManifest } from '../manifest/manifest.js';
import { storedColumns } from '../parquet/sql/stored-columns.js';
import type { SealedHistoryOptions } from '../segment/segment-options.js';
import { inReadingOrder } from './reading-order.js';
import { filesWithin } from './selection.js';
import { type SealedRowsBatch, selectSealedRows } from './sql/select-sealed-rows.js';
import { withFiles } from './with-files.js';

/** Takes what the rows of some offers say, those of a partition in offset order of each offer. */
export type OnSealedRows = (batch: SealedRowsBatch, partition: number) => Promise<void> | void;

/**
 * Reads the rows beside the messages of a range of SKUs, without the messages. False if one of the files was written
 * without them: then the messages have to be read (`readSealedByKey`), whatever was delivered. Messages that name no
 * offer have no row; each file's SHA-256 is checked. Throws SealedHistoryError.
 */
export async function readSealedRows(
  options: SealedHistoryOptions,
  manifests: readonly SegmentManifest[],
  range: { readonly from: string; readonly to: string | null },
  onRows: OnSealedRows,
): Promise<boolean> {
  for (const { files, partition } of inReadingOrder(manifests).flat()) {
    const named = filesWithin(files, { type: 'skus', ...range });
    if (named.length === 0) continue;
    const have_rows = await withFiles(options, named, false, (paths) =>
      options.workspace.withConnection(async (connection) => {
        const stored = await storedColumns(connection, paths);
        if (!stored.have_rows) return false;
        for await (const batch of selectSealedRows(connection, paths, range)) await onRows(batch, partition);
        return true;
      }),
    );
    if (!have_rows) return false;
  }
  return true;
}

import { compareUtf8 } from '../sealed-message.js';
import { messagesOf, type SegmentManifest } from './manifest.js';

/**
 * What a manifest says that cannot be true together, as one sentence; null if nothing. Ranges without a hole,
 * as many rows as messages, files in order.
 */
export function manifestFault(manifest: SegmentManifest): string | null {
  return rangesFault(manifest) ?? rowsFault(manifest) ?? filesFault(manifest);
}

function rangesFault({ ranges, from_offset, to_offset }: SegmentManifest): string | null {
  let at = from_offset;
  for (const range of ranges) {
    if (range.from_offset !== at) return `a range begins at ${range.from_offset} instead of ${at}`;
    if (range.to_offset <= at) return `the range at ${at} is empty`;
    if (range.messages > range.to_offset - at) return `the range at ${at} has more messages than offsets`;
    at = range.to_offset;
  }
  return at === to_offset ? null : `its ranges end at ${at} instead of ${to_offset}`;
}

function rowsFault(manifest: SegmentManifest): string | null {
  const { files, unnamed, unnamed_file } = manifest;
  if ((unnamed_file?.rows ?? 0) !== unnamed) return `its file of unnamed messages has not ${unnamed} rows`;
  const rows = files.reduce((sum, file) => sum + file.rows, unnamed);
  const messages = messagesOf(manifest);
  return rows === messages ? null : `${rows} rows for ${messages} messages`;
}

function filesFault({ files, schemas }: SegmentManifest): string | null {
  let last: string | null = null;
  for (const { object, first_sku, last_sku } of files) {
    if (compareUtf8(first_sku, last_sku) > 0 || (last !== null && compareUtf8(last, first_sku) > 0))
      return `${object} is out of order`;
    last = last_sku;
  }
  return new Set(schemas.map(({ id }) => id)).size === schemas.length ? null : 'two schemas have one id';
}

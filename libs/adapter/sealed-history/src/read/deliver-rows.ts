import type { StoredRow } from '../parquet/row.js';
import { SealedHistoryError } from '../sealed-history-error.js';
import type { SealedMessage } from '../sealed-message.js';
import type { SegmentManifest } from '../segment/manifest.js';
import type { SchemaPrefix } from '../segment/schema-prefix.js';
import type { RangesCheck } from './check-ranges.js';
import { OffsetOrder } from './offset-order.js';

/** Takes messages in offset order; the next ones come when it resolved. */
export type OnMessages = (messages: readonly SealedMessage[]) => Promise<void> | void;

/** What the rows of a segment are delivered with. */
export interface RowDelivery {
  readonly manifest: SegmentManifest;
  readonly schemas: ReadonlyMap<number, SchemaPrefix>;
  /** For files that are needed until the rows are delivered. */
  readonly folder: string;
  /** Upper bound of the rows, to estimate their size. */
  readonly max_rows: number;
  /** Gets every row in offset order; null if not all rows of the segment are read. */
  readonly check: RangesCheck | null;
  readonly onMessages: OnMessages;
}

const BATCH_MESSAGES = 256;

/** Delivers rows of one segment from several sources, together in offset order, as the messages they were. */
export async function deliverRows(
  { manifest, schemas, folder, max_rows, check, onMessages }: RowDelivery,
  sources: readonly AsyncIterable<readonly StoredRow[]>[],
): Promise<void> {
  const { from_offset, to_offset } = manifest;
  const order = new OffsetOrder(folder, { from_offset, to_offset, rows: max_rows });
  try {
    for (const source of sources) for await (const rows of source) await order.add(rows);
    for await (const rows of order.drain()) {
      if (check !== null) for (const row of rows) check.add(row);
      for (let at = 0; at < rows.length; at += BATCH_MESSAGES)
        await onMessages(messagesOf(rows.slice(at, at + BATCH_MESSAGES), manifest, schemas));
    }
    check?.finish();
  } finally {
    await order.close();
  }
}

/**
 * The messages with their schemas again, in one piece of memory: thousands of separate buffers leave the
 * process larger than what they hold. Whoever keeps the bytes of one message keeps those of the batch.
 */
function messagesOf(
  rows: readonly StoredRow[],
  { topic, partition }: SegmentManifest,
  schemas: ReadonlyMap<number, SchemaPrefix>,
): SealedMessage[] {
  const prefixes = rows.map(({ offset, schema }) => {
    const prefix = schema === null ? null : schemas.get(schema)?.bytes;
    if (prefix === undefined)
      throw new SealedHistoryError('unreadable', `${topic}/${partition}: ${offset} has an unknown schema`);
    return prefix;
  });
  const sizes = rows.map(({ value }, index) => (value?.length ?? 0) + (prefixes[index]?.length ?? 0));
  const memory = Buffer.allocUnsafeSlow(sizes.reduce((sum, size) => sum + size, 0));
  let end = 0;
  return rows.map(({ offset, key, value }, index) => {
    if (value === null) return { partition, offset, key, value };
    const start = end;
    end += sizes[index] ?? 0;
    const prefix = prefixes[index];
    prefix?.copy(memory, start);
    value.copy(memory, start + (prefix?.length ?? 0));
    return { partition, offset, key, value: memory.subarray(start, end) };
  });
}

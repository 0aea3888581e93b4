import type { StoredRow } from '../parquet/row.js';
import { SealedHistoryError } from '../sealed-history-error.js';
import type { SealedMessage, SealedParts } from '../sealed-message.js';
import type { SegmentManifest } from '../manifest/manifest.js';
import type { SchemaPrefix } from '../segment/schema-prefix.js';
import type { RangesCheck } from './check-ranges.js';
import { OffsetOrder } from './offset-order.js';

/** Takes messages in offset order; the next ones come when it resolved. */
export type OnMessages = (messages: readonly SealedMessage[]) => Promise<void> | void;

/** Takes messages in parts; the next ones come when it resolved. */
export type OnParts = (messages: readonly SealedParts[]) => Promise<void> | void;

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
 * Delivers rows of one segment as they come, their values in parts: sorted files give the messages of each offer
 * in offset order.
 */
export async function deliverInKeyOrder(
  { manifest, schemas }: Pick<RowDelivery, 'manifest' | 'schemas'>,
  sources: readonly AsyncIterable<readonly StoredRow[]>[],
  onParts: OnParts,
): Promise<void> {
  const { partition } = manifest;
  for (const source of sources)
    for await (const rows of source)
      await onParts(
        rows.map((row) => {
          const { offset, key, value } = row;
          return { partition, offset, key, prefix: prefixIn(row, manifest, schemas), rest: value };
        }),
      );
}

/** The schema that the value of a row begins with; null if it is stored whole. */
function prefixIn(
  { offset, schema }: StoredRow,
  { topic, partition }: SegmentManifest,
  schemas: ReadonlyMap<number, SchemaPrefix>,
): Buffer | null {
  const prefix = schema === null ? null : schemas.get(schema)?.bytes;
  if (prefix === undefined)
    throw new SealedHistoryError('unreadable', `${topic}/${partition}: ${offset} has an unknown schema`);
  return prefix;
}

/**
 * The messages with their schemas again, in one piece of memory: thousands of separate buffers leave the
 * process larger than what they hold. Whoever keeps the bytes of one message keeps those of the batch.
 */
function messagesOf(
  rows: readonly StoredRow[],
  manifest: SegmentManifest,
  schemas: ReadonlyMap<number, SchemaPrefix>,
): SealedMessage[] {
  const { partition } = manifest;
  const prefixes = rows.map((row) => prefixIn(row, manifest, schemas));
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

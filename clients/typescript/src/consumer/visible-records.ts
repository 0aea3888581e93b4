import type { TopicRecord } from './availability-record.js';

/** The used part of a batch as the broker stores it. */
export interface StoredBatch {
  readonly firstOffset: bigint;
  readonly lastOffsetDelta: number;
  readonly attributes: number;
  readonly producerId: bigint;
  readonly records: readonly {
    readonly offsetDelta: number;
    readonly key: Buffer | null;
    readonly value: Buffer | null;
    readonly headers: readonly (readonly [Buffer | null, Buffer | null])[];
  }[];
}

/** A transaction that was aborted, of those that the batches may hold records of. */
export interface AbortedTransaction {
  readonly producerId: bigint;
  readonly firstOffset: bigint;
}

/** What a reader of committed records gets of some batches, and where it goes on. */
export interface VisibleRecords {
  readonly records: readonly TopicRecord[];
  /** Behind the last batch, also where its records are markers, aborted or compacted away. */
  readonly next_offset: number;
}

const TRANSACTIONAL = 1 << 4;
const CONTROL = 1 << 5;
const ABORT = 0;

/**
 * The committed records from `from_offset` on. The broker sends whole batches, so the first may begin before it,
 * and it sends aborted records with a list of their transactions, which the reader leaves out.
 */
export function visibleRecords(
  batches: readonly StoredBatch[],
  aborted: readonly AbortedTransaction[],
  from_offset: number,
): VisibleRecords {
  const coming = [...aborted].sort((a, b) => Number(a.firstOffset - b.firstOffset));
  const open = new Set<bigint>();
  const records: TopicRecord[] = [];
  let next_offset = from_offset;
  for (const batch of batches) {
    const first_offset = Number(batch.firstOffset);
    const last_offset = first_offset + batch.lastOffsetDelta;
    while (coming[0] !== undefined && Number(coming[0].firstOffset) <= last_offset)
      open.add((coming.shift() as AbortedTransaction).producerId);
    next_offset = Math.max(next_offset, last_offset + 1);
    if (isMarker(batch)) {
      if (isAbort(batch)) open.delete(batch.producerId);
      continue;
    }
    if ((batch.attributes & TRANSACTIONAL) !== 0 && open.has(batch.producerId)) continue;
    for (const { offsetDelta, key, value, headers } of batch.records) {
      const offset = first_offset + offsetDelta;
      if (offset >= from_offset) records.push({ offset, key, value, headers: textOf(headers) });
    }
  }
  return { records, next_offset };
}

function isMarker({ attributes }: StoredBatch): boolean {
  return (attributes & CONTROL) !== 0;
}

/** The key of a marker: its version and its type, two bytes each. */
function isAbort({ records: [marker] }: StoredBatch): boolean {
  const key = marker?.key ?? null;
  return key !== null && key.length >= 4 && key.readInt16BE(2) === ABORT;
}

function textOf(headers: readonly (readonly [Buffer | null, Buffer | null])[]): ReadonlyMap<string, string> {
  return new Map(headers.map(([name, value]) => [String(name ?? ''), String(value ?? '')]));
}

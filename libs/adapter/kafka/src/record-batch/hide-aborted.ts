import type { FetchedRecord } from './fetched-record.js';

/** An aborted transaction: its producer id and first offset. */
export interface AbortedTransaction {
  readonly producerId: string;
  readonly firstOffset: string;
}

const ABORT = 0;

/**
 * Returns the records of one partition, in order, with those of aborted transactions replaced by control
 * records: they are not handed out, and the offset moves past them. It follows Kafka's own client. kafkajs
 * assumes that the list is sorted by first offset (the broker sorts by the end), opens one transaction per
 * record at most, and takes any key of four zeros for an abort.
 */
export function hideAborted(
  records: readonly FetchedRecord[],
  aborted: readonly AbortedTransaction[],
): readonly FetchedRecord[] {
  if (aborted.length === 0) return records;
  const coming = aborted
    .map(({ producerId, firstOffset }) => ({ producerId, first_offset: Number(firstOffset) }))
    .sort((a, b) => a.first_offset - b.first_offset);
  const open = new Set<string>();
  return records.map((record) => {
    const { producerId, inTransaction } = record.batchContext;
    for (
      let next = coming[0];
      next !== undefined && next.first_offset <= Number(record.offset);
      next = coming[0]
    ) {
      open.add(next.producerId);
      coming.shift();
    }
    if (record.isControlRecord && isAbort(record)) open.delete(producerId);
    return inTransaction && open.has(producerId)
      ? { ...record, key: null, value: null, headers: {}, fault: null, isControlRecord: true }
      : record;
  });
}

/** Version and type, two bytes each. */
function isAbort({ key }: FetchedRecord): boolean {
  return key !== null && key.length >= 4 && key.readInt16BE(2) === ABORT;
}

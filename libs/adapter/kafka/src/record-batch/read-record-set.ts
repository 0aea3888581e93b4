import { UNPACKED_BATCH_BYTES } from '@stockproof/bounds';
import { readHeader } from './batch-header.js';
import { Cursor } from './cursor.js';
import type { FetchedRecord } from './fetched-record.js';
import { readRecordBatch } from './read-record-batch.js';
import { unpack } from './unpack.js';

/** How many bytes may still be unpacked; below zero after a batch that was larger. */
export interface FetchBudget {
  bytes: number;
}

/**
 * Reads the records of one partition of a fetch response, starting at an offset. At least one batch is read;
 * what exceeds the budget or the number of records is left to the next fetch. If compaction removed records
 * at the end of a batch, a control record is added, so that the offset moves exactly.
 */
export async function readRecordSet(
  set: Buffer,
  from_offset: number,
  budget: FetchBudget,
  most: number,
): Promise<FetchedRecord[]> {
  const cursor = new Cursor(set);
  const records: FetchedRecord[] = [];
  while (records.length < most && (records.length === 0 || budget.bytes > 0)) {
    const header = readHeader(cursor);
    if (header === null) break;
    if (header.last_offset < from_offset) continue;
    const unpacked = await unpack(header.codec, header.packed, UNPACKED_BATCH_BYTES);
    budget.bytes -= unpacked.bytes.length;
    const read = readRecordBatch(header, unpacked, from_offset, most - records.length);
    // A batch may have more records than can be passed as arguments.
    for (const record of read) records.push(record);
    const last = Number(read.at(-1)?.offset ?? -1);
    if (last < header.last_offset && read.length < most - (records.length - read.length))
      records.push(endOf(header.last_offset));
  }
  return records;
}

function endOf(offset: number): FetchedRecord {
  return {
    offset: String(offset),
    timestamp: '-1',
    attributes: 0,
    key: null,
    value: null,
    headers: {},
    isControlRecord: true,
    batchContext: { producerId: '-1', inTransaction: false },
    fault: null,
  };
}

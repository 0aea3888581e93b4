import { hash } from 'node:crypto';
import { HEAD_BYTES, UNPACKED_BATCH_BYTES } from '@stockproof/bounds';
import type { BatchHeader } from './batch-header.js';
import { Cursor, MalformedBytesError } from './cursor.js';
import type { BatchContext, FetchedRecord, RecordFault, Unread } from './fetched-record.js';
import { readRecord, readStump } from './read-record.js';
import type { Unpacked } from './sink.js';

const EMPTY = Buffer.alloc(0);

/**
 * Reads at most `most` records of an unpacked batch, starting at an offset. Every offset that must have a
 * record is returned: an unreadable one has its fault, so that it is counted and the offset moves past it.
 * Never throws.
 */
export function readRecordBatch(
  header: BatchHeader,
  unpacked: Unpacked,
  from_offset: number,
  most: number,
): FetchedRecord[] {
  return new BatchReader(header, unpacked).read(from_offset, most);
}

class BatchReader {
  private readonly records: FetchedRecord[] = [];
  private readonly context: BatchContext;
  private batch_digest: string | null = null;
  /** The offset of the previous record. */
  private reported: number;

  constructor(
    private readonly header: BatchHeader,
    private readonly unpacked: Unpacked,
  ) {
    this.reported = header.first_offset - 1;
    this.context = { producerId: header.producer_id, inTransaction: header.in_transaction };
  }

  read(from_offset: number, most: number): FetchedRecord[] {
    const { count, last_offset } = this.header;
    const cursor = new Cursor(this.unpacked.bytes);
    let torn = false;
    for (let index = 0; index < count; index += 1) {
      if (this.records.length === most) return this.records;
      // The last record has the last offset; if none was compacted, this is exact.
      const expected = last_offset - (count - 1 - index);
      const record = torn ? null : nextRecord(cursor);
      if (record !== null) this.readOne(record, expected, from_offset);
      else {
        if (expected >= from_offset)
          this.lose(expected, torn ? null : this.unpacked.bytes.subarray(cursor.at));
        torn = true;
        // Nothing more can be read: continue before the first requested record.
        index = Math.max(index, from_offset - last_offset + count - 2);
      }
    }
    return this.records;
  }

  /**
   * Nobody but the producer has checked the offsets of an uncompressed batch: they must increase and leave
   * room for the following ones.
   */
  private readOne(record: Buffer, most_offset: number, from_offset: number): void {
    try {
      const { timestamp_delta, offset_delta, key, value, headers, beyond } = readRecord(record);
      const offset = this.header.first_offset + offset_delta;
      if (offset <= this.reported || offset > most_offset)
        throw new MalformedBytesError('an offset out of its order');
      this.reported = offset;
      if (offset < from_offset) return;
      const fault = beyond === null ? null : ({ reason: 'too_large', detail: beyond, unread: null } as const);
      this.add(offset, { timestamp_delta, key, value, headers, fault });
    } catch (error) {
      if (!(error instanceof MalformedBytesError)) throw error;
      this.reported += 1;
      if (this.reported < from_offset) return;
      const unread: Unread = {
        value_bytes: null,
        head: record.subarray(0, HEAD_BYTES.value),
        head_of: 'record',
        digest: hash('sha256', record, 'hex'),
        digest_of: 'record',
      };
      this.add(this.reported, {
        fault: { reason: 'unreadable_batch', detail: `the record makes no sense: ${error.message}`, unread },
      });
    }
  }

  /** Reports a record that was not unpacked or is corrupt, or the rest of the batch. */
  private lose(offset: number, stump: Buffer | null): void {
    const large = this.unpacked.ended === 'limit';
    const { key = null, value_bytes = null, value_head = null } = stump === null ? {} : stumpOf(stump);
    const detail = large
      ? `the batch is larger than ${UNPACKED_BATCH_BYTES} bytes unpacked; the record at this place was not read`
      : 'the batch cannot be unpacked or makes no sense here; the record at this place was not read';
    const head = stump === null ? EMPTY : (value_head ?? this.header.packed).subarray(0, HEAD_BYTES.value);
    const unread: Unread = {
      value_bytes,
      head,
      head_of: value_head === null ? 'batch' : 'value',
      digest: this.batchDigest(),
      digest_of: 'batch',
    };
    this.add(offset, { key, fault: { reason: large ? 'too_large' : 'unreadable_batch', detail, unread } });
  }

  private add(
    offset: number,
    of: {
      readonly timestamp_delta?: bigint;
      readonly key?: Buffer | null;
      readonly value?: Buffer | null;
      readonly headers?: FetchedRecord['headers'];
      readonly fault: RecordFault | null;
    },
  ): void {
    const { log_append_time, max_timestamp, first_timestamp, control } = this.header;
    const { timestamp_delta = 0n, key = null, value = EMPTY, headers = {}, fault } = of;
    const timestamp = log_append_time ? max_timestamp : first_timestamp + timestamp_delta;
    this.records.push({
      offset: String(offset),
      timestamp: String(timestamp),
      attributes: 0,
      key,
      value,
      headers,
      isControlRecord: control,
      batchContext: this.context,
      fault,
    });
  }

  private batchDigest(): string {
    return (this.batch_digest ??= hash('sha256', this.header.packed, 'hex'));
  }
}

/**
 * Returns the next whole record, after its length; null if there is none, and the cursor then stays before
 * the rest.
 */
function nextRecord(cursor: Cursor): Buffer | null {
  const before = cursor.at;
  try {
    return cursor.take(cursor.varint());
  } catch (error) {
    if (!(error instanceof MalformedBytesError)) throw error;
    cursor.at = before;
    return null;
  }
}

/** Reads a truncated record; its length is skipped. */
function stumpOf(bytes: Buffer): ReturnType<typeof readStump> | Record<string, never> {
  const cursor = new Cursor(bytes);
  try {
    cursor.varint();
  } catch {
    return {};
  }
  return readStump(bytes.subarray(cursor.at));
}

import { type Cursor, MalformedBytesError } from './cursor.js';

/** The header of a record batch, format 2. */
export interface BatchHeader {
  readonly first_offset: number;
  readonly last_offset: number;
  /** Number of records in the batch. A compacted batch has fewer than offsets, or none. */
  readonly count: number;
  readonly codec: number;
  readonly first_timestamp: bigint;
  readonly max_timestamp: bigint;
  readonly log_append_time: boolean;
  readonly in_transaction: boolean;
  readonly control: boolean;
  readonly producer_id: string;
  /** The records, compressed as in the log. */
  readonly packed: Buffer;
}

const MAGIC = 2;
/** Bytes before the part that the batch's own length counts. */
const PREFIX = 12;

/**
 * Reads the header of the next batch of a record set; null if the set ends before the batch does, because the
 * broker cuts at a number of bytes. Throws MalformedBytesError for a batch that no supported broker sends,
 * because lengths and offsets are unknown then.
 */
export function readHeader(set: Cursor): BatchHeader | null {
  if (set.left < PREFIX) return null;
  const first_offset = Number(set.int64());
  const length = set.int32();
  if (length > set.left) return null;
  const end = set.at + length;
  set.int32();
  const magic = set.int8();
  if (magic !== MAGIC) throw new MalformedBytesError(`a record batch of format ${magic}`);
  set.int32();
  const attributes = set.int16();
  const last_delta = set.int32();
  const [first_timestamp, max_timestamp] = [set.int64(), set.int64()];
  const producer_id = String(set.int64());
  set.take(6);
  const count = set.int32();
  return {
    first_offset,
    last_offset: first_offset + last_delta,
    count: Math.max(0, Math.min(count, last_delta + 1)),
    codec: attributes & 7,
    first_timestamp,
    max_timestamp,
    producer_id,
    log_append_time: (attributes & 0x08) !== 0,
    in_transaction: (attributes & 0x10) !== 0,
    control: (attributes & 0x20) !== 0,
    packed: set.take(end - set.at),
  };
}

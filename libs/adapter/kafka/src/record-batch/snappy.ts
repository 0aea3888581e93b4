import { Cursor, MalformedBytesError } from './cursor.js';
import { Sink, type Unpacked } from './sink.js';

/**
 * Java clients split the data into blocks after this magic and two version numbers; others send one block.
 */
const FRAMED = Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0x00]);
const FRAME_HEADER = 16;

/** Unpacks Snappy as Kafka's clients send it, up to `limit` bytes. Never throws. */
export function unpackSnappy(packed: Buffer, limit: number): Unpacked {
  const sink = new Sink(limit, 2 * packed.length);
  return sink.fill(() => {
    if (!packed.subarray(0, FRAMED.length).equals(FRAMED)) return unpackBlock(packed, sink);
    const cursor = new Cursor(packed, FRAME_HEADER);
    while (cursor.left > 0) unpackBlock(cursor.take(cursor.int32()), sink);
  });
}

/** https://github.com/google/snappy/blob/main/format_description.txt */
function unpackBlock(block: Buffer, sink: Sink): void {
  const cursor = new Cursor(block);
  const end = sink.length + unsigned(cursor);
  while (cursor.left > 0) {
    const tag = cursor.take(1).readUInt8();
    const kind = tag & 3;
    if (kind === 0) sink.literal(cursor.take(literalLength(tag >> 2, cursor)));
    else if (kind === 1) sink.repeat(((tag >> 5) << 8) | cursor.take(1).readUInt8(), ((tag >> 2) & 7) + 4);
    else
      sink.repeat(kind === 2 ? cursor.take(2).readUInt16LE() : cursor.take(4).readUInt32LE(), (tag >> 2) + 1);
  }
  if (sink.length !== end) throw new MalformedBytesError('a block of another length than it says');
}

function literalLength(short: number, cursor: Cursor): number {
  return short < 60 ? short + 1 : cursor.take(short - 59).readUIntLE(0, short - 59) + 1;
}

/** Reads a length in groups of seven bits, the lowest first. */
function unsigned(cursor: Cursor): number {
  let value = 0;
  for (let scale = 1; scale < 2 ** 35; scale *= 128) {
    const byte = cursor.take(1).readUInt8();
    value += (byte & 0x7f) * scale;
    if (byte < 0x80) return value;
  }
  throw new MalformedBytesError('a length of more than five bytes');
}

import { Cursor, MalformedBytesError } from './cursor.js';
import { Sink, type Unpacked } from './sink.js';

const MAGIC = 0x184d2204;
const HAS_BLOCK_CHECKSUM = 0x10;
const HAS_SIZE = 0x08;
const HAS_DICTIONARY = 0x01;
const STORED = 0x8000_0000;
const SHORTEST_MATCH = 4;

/**
 * Unpacks an LZ4 frame up to `limit` bytes. Checksums are ignored, because the broker has checked the batch.
 * Never throws. https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md
 */
export function unpackLz4(packed: Buffer, limit: number): Unpacked {
  const sink = new Sink(limit, 2 * packed.length);
  return sink.fill(() => {
    const cursor = new Cursor(packed);
    if (cursor.take(4).readUInt32LE() !== MAGIC) throw new MalformedBytesError('no LZ4 frame');
    const flags = cursor.take(2).readUInt8();
    cursor.take(((flags & HAS_SIZE) === 0 ? 0 : 8) + ((flags & HAS_DICTIONARY) === 0 ? 0 : 4) + 1);
    for (let size = cursor.take(4).readUInt32LE(); size !== 0; size = cursor.take(4).readUInt32LE()) {
      if (size >= STORED) sink.literal(cursor.take(size - STORED));
      else unpackBlock(cursor.take(size), sink);
      if ((flags & HAS_BLOCK_CHECKSUM) !== 0) cursor.take(4);
    }
  });
}

/** https://github.com/lz4/lz4/blob/dev/doc/lz4_Block_format.md */
function unpackBlock(block: Buffer, sink: Sink): void {
  const cursor = new Cursor(block);
  while (cursor.left > 0) {
    const token = cursor.take(1).readUInt8();
    sink.literal(cursor.take(lengthened(token >> 4, cursor)));
    if (cursor.left === 0) return;
    const back = cursor.take(2).readUInt16LE();
    sink.repeat(back, lengthened(token & 15, cursor) + SHORTEST_MATCH);
  }
}

/** A length of fifteen continues in the following bytes, as long as they are 255. */
function lengthened(short: number, cursor: Cursor): number {
  let length = short;
  for (let more = short === 15; more;) {
    const byte = cursor.take(1).readUInt8();
    length += byte;
    more = byte === 255;
  }
  return length;
}

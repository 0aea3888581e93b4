import { gzipSync, zstdCompressSync } from 'node:zlib';

const RUN = 64;

/**
 * Cuts bytes into runs of one byte and the bytes between them: enough to pack a large text into a small one.
 */
function* pieces(bytes: Buffer): Generator<{ readonly literal: Buffer; readonly run: number }> {
  let start = 0;
  for (let at = 0; at < bytes.length;) {
    let end = at + 1;
    while (end < bytes.length && bytes[end] === bytes[at]) end += 1;
    if (end - at > RUN) {
      yield { literal: bytes.subarray(start, at + 1), run: end - at - 1 };
      start = end;
    }
    at = end;
  }
  if (start < bytes.length) yield { literal: bytes.subarray(start), run: 0 };
}

/** One bare Snappy block. */
function packSnappy(bytes: Buffer): Buffer {
  const out: Buffer[] = [unsigned(bytes.length)];
  for (const { literal, run } of pieces(bytes)) {
    out.push(Buffer.from([63 << 2, ...le(literal.length - 1, 4)]), literal);
    const copies = Buffer.alloc(3 * Math.floor(run / 64), Buffer.from([(63 << 2) | 2, 1, 0]));
    out.push(copies);
    const rest = run % 64;
    if (rest > 0) out.push(Buffer.from([((rest - 1) << 2) | 2, 1, 0]));
  }
  return Buffer.concat(out);
}

/** Blocks as Java's SnappyOutputStream writes them. */
export function packSnappyFramed(bytes: Buffer, block = 32_768): Buffer {
  const out: Buffer[] = [Buffer.from([0x82, 0x53, 0x4e, 0x41, 0x50, 0x50, 0x59, 0, 0, 0, 0, 1, 0, 0, 0, 1])];
  for (let at = 0; at < bytes.length; at += block) {
    const packed = packSnappy(bytes.subarray(at, at + block));
    out.push(Buffer.from(le(packed.length, 4).reverse()), packed);
  }
  return Buffer.concat(out);
}

const LZ4_BLOCK = 4 * 1_024 * 1_024;

/** An LZ4 frame of independent blocks of 4 MiB. */
function packLz4(bytes: Buffer): Buffer {
  const out: Buffer[] = [Buffer.from([0x04, 0x22, 0x4d, 0x18, 0x60, 0x70, 0x73])];
  for (let at = 0; at < bytes.length; at += LZ4_BLOCK) {
    const whole = bytes.subarray(at, at + LZ4_BLOCK);
    const packed = lz4Block(whole);
    const stored = packed.length >= whole.length;
    out.push(Buffer.from(le(stored ? whole.length + 2 ** 31 : packed.length, 4)), stored ? whole : packed);
  }
  return Buffer.concat([...out, Buffer.alloc(4)]);
}

/** The last five bytes of a block must be literals. */
function lz4Block(bytes: Buffer): Buffer {
  const out: Buffer[] = [];
  const tail = bytes.subarray(Math.max(0, bytes.length - 12));
  for (const { literal, run } of pieces(bytes.subarray(0, bytes.length - tail.length))) {
    const match = Math.max(0, run - 4);
    out.push(lz4Token(literal.length, run === 0 ? 0 : match), literal);
    if (run === 0)
      return Buffer.concat([...out.slice(0, -2), lz4Token(literal.length + tail.length, 0), literal, tail]);
    out.push(Buffer.from([1, 0]), lz4Length(match));
  }
  return Buffer.concat([...out, lz4Token(tail.length, 0), tail]);
}

const lz4Token = (literal: number, match: number): Buffer =>
  Buffer.concat([Buffer.from([(Math.min(15, literal) << 4) | Math.min(15, match)]), lz4Length(literal)]);

const lz4Length = (length: number): Buffer =>
  length < 15
    ? Buffer.alloc(0)
    : Buffer.concat([Buffer.alloc(Math.floor((length - 15) / 255), 255), Buffer.from([(length - 15) % 255])]);

const le = (value: number, bytes: number): number[] =>
  Array.from({ length: bytes }, (_one, index) => Math.floor(value / 256 ** index) % 256);

function unsigned(value: number): Buffer {
  const out: number[] = [];
  let rest = value;
  for (; rest >= 128; rest = Math.floor(rest / 128)) out.push((rest % 128) | 128);
  return Buffer.from([...out, rest]);
}

/** By the name that Kafka's producers use; the index is the number in a batch's attributes. */
export const PACKINGS = ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const;
export type Packing = (typeof PACKINGS)[number];

export const pack: Readonly<Record<Packing, (bytes: Buffer) => Buffer>> = {
  none: (bytes) => bytes,
  gzip: (bytes) => gzipSync(bytes),
  snappy: packSnappy,
  lz4: packLz4,
  zstd: (bytes) => zstdCompressSync(bytes),
};

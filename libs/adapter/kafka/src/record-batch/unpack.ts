import { createGunzip, createZstdDecompress, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { unpackLz4 } from './lz4.js';
import { unpackSnappy } from './snappy.js';
import type { Unpacked } from './sink.js';

type Unpack = (packed: Buffer, limit: number) => Unpacked | Promise<Unpacked>;

/** Large chunks, because each is a hop to the thread pool. */
const IN_PIECES = { chunkSize: 1_024 * 1_024 };

/** Keyed by the compression type in a batch's attributes. */
const CODECS: Readonly<Record<number, Unpack>> = {
  0: (packed, limit) => ({
    bytes: packed.subarray(0, limit),
    ended: packed.length > limit ? 'limit' : 'whole',
  }),
  1: (packed, limit) =>
    wholeOrHead(
      () => gunzipSync(packed, { maxOutputLength: limit }),
      () => createGunzip(IN_PIECES),
      packed,
      limit,
    ),
  2: unpackSnappy,
  3: unpackLz4,
  4: unpackZstd,
};

/** Unpacks the records of a batch up to `limit` bytes. Never throws for corrupt bytes. */
export function unpack(codec: number, packed: Buffer, limit: number): Unpacked | Promise<Unpacked> {
  return CODECS[codec]?.(packed, limit) ?? { bytes: Buffer.alloc(0), ended: 'corrupt' };
}

/** Node stops after the first frame; Kafka's own clients read all, also skippable ones. */
async function unpackZstd(packed: Buffer, limit: number): Promise<Unpacked> {
  const frames: Buffer[] = [];
  let length = 0;
  for (let at = 0; at < packed.length;) {
    const rest = packed.subarray(at);
    let taken = 0;
    // A limit of 0 is refused, so there is room for one more byte.
    const { bytes, ended } = await wholeOrHead(
      () => {
        const unpacked: object = zstdDecompressSync(rest, {
          info: true,
          maxOutputLength: Math.max(1, limit - length),
        });
        const { buffer, engine } = unpacked as ZstdInfo;
        taken = engine.bytesWritten;
        return buffer;
      },
      () => createZstdDecompress(IN_PIECES),
      rest,
      limit - length,
    );
    frames.push(bytes);
    length += bytes.length;
    at += taken;
    if (ended !== 'whole') return { bytes: Buffer.concat(frames), ended };
    if (length > limit) return { bytes: Buffer.concat(frames).subarray(0, limit), ended: 'limit' };
  }
  return { bytes: frames.length === 1 ? (frames[0] as Buffer) : Buffer.concat(frames), ended: 'whole' };
}

/** The result with `info`, which the types lack. */
interface ZstdInfo {
  readonly buffer: Buffer;
  readonly engine: { readonly bytesWritten: number };
}

/**
 * Tries the synchronous way first, because a good batch takes well under a millisecond, less than a hop to
 * the thread pool.
 */
function wholeOrHead(
  whole: () => Buffer,
  stream: () => ReturnType<typeof createGunzip> | ReturnType<typeof createZstdDecompress>,
  packed: Buffer,
  limit: number,
): Unpacked | Promise<Unpacked> {
  try {
    return { bytes: whole(), ended: 'whole' };
  } catch (error) {
    const ended = (error as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE' ? 'limit' : 'corrupt';
    return headOf(stream(), packed, limit).then((bytes) => ({ bytes, ended }));
  }
}

/** Returns what a stream produces before it fails, ends or reaches `limit` bytes. */
function headOf(
  stream: ReturnType<typeof createGunzip> | ReturnType<typeof createZstdDecompress>,
  packed: Buffer,
  limit: number,
): Promise<Buffer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const done = (): void => {
      stream.destroy();
      resolve(Buffer.concat(chunks).subarray(0, limit));
    };
    stream.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= limit) done();
    });
    stream.on('error', done);
    stream.on('end', done);
    stream.end(packed);
  });
}

import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { UNPACKED_BATCH_BYTES } from '@stockproof/bounds';
import kafkajs from 'kafkajs';

/**
 * Registers a zstd codec, which kafkajs does not have, from Node's zlib. It is only for producing; fetched
 * batches are unpacked elsewhere (see record-batch). Synchronous, because a produce request takes well under
 * a millisecond, less than a hop to the thread pool.
 */
export function registerZstd(): void {
  kafkajs.CompressionCodecs[kafkajs.CompressionTypes.ZSTD] = () => ({
    compress: (encoder: { buffer: Buffer }) => Promise.resolve(zstdCompressSync(encoder.buffer)),
    decompress: (buffer: Buffer) =>
      Promise.resolve(zstdDecompressSync(buffer, { maxOutputLength: UNPACKED_BATCH_BYTES })),
  });
}

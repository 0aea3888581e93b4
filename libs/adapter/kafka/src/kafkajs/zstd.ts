import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { UNPACKED_BATCH_BYTES } from '@stockproof/bounds';
import kafkajs from 'kafkajs';

/**
 * kafkajs ships no zstd codec; Node's zlib has it. Fetched batches are unpacked elsewhere (see record-batch). Sync on purpose: a produce request or a fetched batch takes
 * well under a millisecond, a hop to the thread pool takes longer.
 */
export function registerZstd(): void {
  kafkajs.CompressionCodecs[kafkajs.CompressionTypes.ZSTD] = () => ({
    compress: (encoder: { buffer: Buffer }) => Promise.resolve(zstdCompressSync(encoder.buffer)),
    decompress: (buffer: Buffer) =>
      Promise.resolve(zstdDecompressSync(buffer, { maxOutputLength: UNPACKED_BATCH_BYTES })),
  });
}

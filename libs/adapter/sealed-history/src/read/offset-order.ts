import { type FileHandle, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { StoredRow } from '../parquet/row.js';
import { decodeRows, encodeRow } from './row-codec.js';

/** The offsets that can come, and how many rows at most. */
export interface ExpectedRows {
  readonly from_offset: number;
  readonly to_offset: number;
  readonly rows: number;
}

const MEMORY_BYTES = 8 * 1_024 * 1_024;
const BUCKET_BYTES = 4 * 1_024 * 1_024;
const MAX_BUCKETS = 512;
/** Bytes of all buckets together that wait to be written. */
const WRITE_BYTES = 2 * 1_024 * 1_024;

interface Bucket {
  readonly file: string;
  handle: FileHandle | null;
  pending: Buffer[];
}

/**
 * Puts rows in offset order. A small number stays in memory. More are divided by offset into files, each of
 * which is sorted when it is read: memory does not follow the number of rows.
 */
export class OffsetOrder {
  private rows: StoredRow[] = [];
  private count = 0;
  private bytes = 0;
  private waiting = 0;
  private buckets: Bucket[] | null = null;

  /** Files go to `folder`, which the caller removes. */
  constructor(
    private readonly folder: string,
    private readonly expected: ExpectedRows,
    private readonly memory_bytes = MEMORY_BYTES,
  ) {}

  async add(rows: readonly StoredRow[]): Promise<void> {
    for (const row of rows) {
      this.count += 1;
      this.bytes += sizeOf(row);
      this.rows.push(row);
    }
    if (this.buckets === null && this.bytes <= this.memory_bytes) return;
    this.buckets ??= this.newBuckets();
    for (const row of this.rows) this.divide(row, this.buckets);
    this.rows = [];
    if (this.waiting > WRITE_BYTES) await this.write(this.buckets);
  }

  /** All rows in offset order, in pieces. Nothing may be added afterwards. */
  async *drain(): AsyncIterable<readonly StoredRow[]> {
    if (this.buckets === null) {
      yield byOffset(this.rows);
      return;
    }
    await this.write(this.buckets);
    for (const { file, handle } of this.buckets) {
      if (handle === null) continue;
      await handle.close();
      yield byOffset(decodeRows(await readFile(file)));
      await rm(file, { force: true });
    }
    this.buckets = [];
  }

  /** Closes what an interrupted reading left open. */
  async close(): Promise<void> {
    for (const { handle } of this.buckets ?? []) await handle?.close().catch(() => undefined);
  }

  private newBuckets(): Bucket[] {
    const total = (this.bytes / this.count) * Math.max(this.expected.rows, this.count);
    const wanted = Math.min(MAX_BUCKETS, Math.ceil(total / BUCKET_BYTES) + 1);
    return Array.from({ length: wanted }, (_, index) => ({
      file: join(this.folder, `bucket-${index}`),
      handle: null,
      pending: [],
    }));
  }

  private divide(row: StoredRow, buckets: readonly Bucket[]): void {
    const { from_offset, to_offset } = this.expected;
    const index = Math.floor(((row.offset - from_offset) / (to_offset - from_offset)) * buckets.length);
    const encoded = encodeRow(row);
    buckets[Math.min(buckets.length - 1, Math.max(0, index))]?.pending.push(encoded);
    this.waiting += encoded.length;
  }

  private async write(buckets: readonly Bucket[]): Promise<void> {
    for (const bucket of buckets) {
      if (bucket.pending.length === 0) continue;
      bucket.handle ??= await open(bucket.file, 'wx', 0o600);
      await bucket.handle.appendFile(Buffer.concat(bucket.pending));
      bucket.pending = [];
    }
    this.waiting = 0;
  }
}

function byOffset(rows: StoredRow[]): StoredRow[] {
  return rows.sort((a, b) => a.offset - b.offset);
}

function sizeOf({ key, value }: StoredRow): number {
  return 64 + (key?.length ?? 0) + (value?.length ?? 0);
}

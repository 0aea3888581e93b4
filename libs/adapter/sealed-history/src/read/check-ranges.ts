import type { StoredRow } from '../parquet/row.js';
import { SealedHistoryError } from '../sealed-history-error.js';
import type { SealedRange, SegmentManifest } from '../segment/manifest.js';
import { MessagesDigest } from '../segment/messages-digest.js';
import { type SchemaPrefix, SchemaPrefixes } from '../segment/schema-prefix.js';

/**
 * Compares all messages of a segment, as they are read in offset order, with the count and the digest of each
 * of its ranges. Throws SealedHistoryError `changed`.
 */
export class RangeCheck {
  private readonly prefixes = new SchemaPrefixes();
  private readonly ranges: readonly SealedRange[];
  private index = 0;
  private digest = new MessagesDigest();

  constructor(
    private readonly manifest: SegmentManifest,
    private readonly schemas: ReadonlyMap<number, SchemaPrefix>,
  ) {
    this.ranges = manifest.ranges;
  }

  add({ offset, key, schema, value }: StoredRow): void {
    for (let range = this.ranges[this.index]; range !== undefined && offset >= range.to_offset;) {
      this.endRange(range);
      range = this.ranges[this.index];
    }
    if (value === null) return this.digest.add(offset, key, null, null);
    if (schema !== null) return this.digest.add(offset, key, this.schemas.get(schema) ?? null, value);
    const { prefix, rest } = this.prefixes.split(value);
    this.digest.add(offset, key, prefix, rest);
  }

  /** After the last message. */
  finish(): void {
    for (const range of this.ranges.slice(this.index)) this.endRange(range);
  }

  private endRange({ from_offset, messages, digest }: SealedRange): void {
    const found = this.digest.messages;
    if (found !== messages || this.digest.finish() !== digest) {
      const { topic, partition } = this.manifest;
      throw new SealedHistoryError(
        'changed',
        `${topic}/${partition} from ${from_offset}: ${found} of ${messages} messages, or their digest differs`,
      );
    }
    this.digest = new MessagesDigest();
    this.index += 1;
  }
}

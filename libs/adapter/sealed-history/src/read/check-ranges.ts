import type { StoredRow } from '../parquet/row.js';
import { SealedHistoryError } from '../sealed-history-error.js';
import type { SealedRange } from '../manifest/manifest.js';
import { MessagesDigest } from '../segment/messages-digest.js';
import { type SchemaPrefix, SchemaPrefixes } from '../segment/schema-prefix.js';

/**
 * Compares all messages of a partition, as they come in offset order, with the count and the digest of each of
 * these ranges. `what` begins the sentence of a difference. Throws SealedHistoryError `changed`.
 */
export class RangesCheck {
  private readonly prefixes = new SchemaPrefixes();
  private index = 0;
  private digest = new MessagesDigest();

  /** `schemas`: those that rows are stored without. */
  constructor(
    private readonly what: string,
    private readonly ranges: readonly SealedRange[],
    private readonly schemas: ReadonlyMap<number, SchemaPrefix> = new Map(),
  ) {}

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
    if (found !== messages || this.digest.finish() !== digest)
      throw new SealedHistoryError(
        'changed',
        `${this.what} from ${from_offset}: ${found} of ${messages} messages, or their digest differs`,
      );
    this.digest = new MessagesDigest();
    this.index += 1;
  }
}

import { offerOfKey } from '@stockproof/events';
import { readLedgerLine, type ReplayedRow } from './ledger-line.js';
import type { Projection } from './projection.js';
import { ShadowOffer } from './shadow-offer.js';

const LINE_FEED = 0x0a;

/** Returns the versions of an offer at which its state is kept, besides the newest. */
export type Marks = (seller_id: string, sku: string) => readonly number[];

/**
 * Folds the bytes of one COPY stream, in chunks as they arrive, into a shadow state of every offer in it.
 * Memory grows with the number of offers, not of events.
 */
export class ReplayFold<S> {
  readonly offers = new Map<string, ShadowOffer<S>>();
  readonly schema_versions = new Set<number>();
  /** Lines that are not ledger rows. */
  unreadable = 0;
  read = 0;
  private rest: Buffer | null = null;

  constructor(
    private readonly projection: Projection<S>,
    private readonly marks: Marks = () => [],
  ) {}

  /** Accepts the next bytes of one COPY stream. Returns the number of rows that they complete. */
  feed(chunk: Buffer): number {
    return this.eachLine(chunk, (row) => this.take(row));
  }

  /**
   * Returns the rows that the next bytes complete, null for a line that is not a row. Fold them with `take`.
   */
  rowsIn(chunk: Buffer): (ReplayedRow | null)[] {
    const rows: (ReplayedRow | null)[] = [];
    this.eachLine(chunk, (row) => void rows.push(row));
    return rows;
  }

  private eachLine(chunk: Buffer, each: (row: ReplayedRow | null) => void): number {
    const bytes = this.rest === null ? chunk : Buffer.concat([this.rest, chunk]);
    let start = 0;
    let rows = 0;
    for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, start)) {
      each(readLedgerLine(bytes.subarray(start, end)));
      start = end + 1;
      rows += 1;
    }
    this.rest = start === bytes.length ? null : Buffer.from(bytes.subarray(start));
    return rows;
  }

  /** Folds a row. Rows of an offer may come in any order; a fault is recorded at its offer. */
  add(row: ReplayedRow): void {
    this.read += 1;
    this.schema_versions.add(row.schema_version);
    let offer = this.offers.get(row.offer);
    if (offer === undefined) {
      offer = this.opened(row.offer);
      this.offers.set(row.offer, offer);
    }
    offer.add(row);
  }

  /** Creates the empty shadow state of an offer. It is added to `offers` with its first row. */
  opened(key: string): ShadowOffer<S> {
    const { seller_id, sku } = offerOfKey(key);
    return new ShadowOffer(seller_id, sku, this.projection, this.marks(seller_id, sku));
  }

  /** Must be called once at the end of the stream. */
  finish(): void {
    if (this.rest !== null) this.unreadable += 1;
    for (const offer of this.offers.values()) offer.finish();
  }

  /** Folds one row of `rowsIn`; null counts as unreadable. */
  take(row: ReplayedRow | null): void {
    if (row !== null) return this.add(row);
    this.read += 1;
    this.unreadable += 1;
  }
}

import { offerOfKey } from '@stockproof/events';
import { readLedgerLine, type ReplayedRow } from './ledger-line.js';
import type { Projection } from './projection.js';
import { ShadowOffer } from './shadow-offer.js';

const LINE_FEED = 0x0a;

/** The versions of an offer at which its state is wanted besides the newest. */
export type Marks = (seller_id: string, sku: string) => readonly number[];

/** Folds the bytes that COPY sends, in chunks as they come, into a shadow of every offer among them. */
export class ReplayFold<S> {
  readonly offers = new Map<string, ShadowOffer<S>>();
  readonly schema_versions = new Set<number>();
  /** Lines that are no ledger rows. */
  unreadable = 0;
  read = 0;
  private rest: Buffer | null = null;

  constructor(
    private readonly projection: Projection<S>,
    private readonly marks: Marks = () => [],
  ) {}

  /** Takes the next bytes of one COPY stream; gives the number of rows it completed. */
  feed(chunk: Buffer): number {
    return this.eachLine(chunk, (row) => this.take(row));
  }

  /** The rows that the next bytes complete, null for a line that is none; `take` folds them. */
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

  /** A shadow as it begins; it is among the offers with its first row. */
  opened(key: string): ShadowOffer<S> {
    const { seller_id, sku } = offerOfKey(key);
    return new ShadowOffer(seller_id, sku, this.projection, this.marks(seller_id, sku));
  }

  /** Call at the end of the stream. */
  finish(): void {
    if (this.rest !== null) this.unreadable += 1;
    for (const offer of this.offers.values()) offer.finish();
  }

  /** Folds what `rowsIn` gave. */
  take(row: ReplayedRow | null): void {
    if (row !== null) return this.add(row);
    this.read += 1;
    this.unreadable += 1;
  }
}

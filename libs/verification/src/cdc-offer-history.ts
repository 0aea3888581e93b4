import type { ReplayCounts } from '@stockproof/evidence';

type Counts = { -readonly [Name in keyof ReplayCounts]: number };

const GENESIS = '0'.repeat(64);

/** The columns of a CDC row that the chain needs. */
export interface CdcRow {
  readonly version: number;
  readonly status: unknown;
  readonly event_time_ms: number;
  /** Hex. */
  readonly previous_digest: string;
  readonly chain_digest: string;
  readonly digest_holds: boolean;
}

/**
 * A fault of a CDC history. `missing`: a row is missing. `forged`: a row does not have its digest, so the CDC
 * event itself is wrong. `contradiction`: the rows have their digests but do not fit together.
 */
export interface CdcFault {
  readonly kind: 'missing' | 'forged' | 'contradiction';
  readonly version: number;
  readonly detail: string;
}

/** A version of an offer with the chain digest at that version. */
export interface CdcChainEnd {
  readonly version: number;
  /** Hex. */
  readonly chain_digest: string;
}

/** One offer's CDC history: how far its chain is sound, and its first fault. */
export class CdcOfferHistory {
  version = 0;
  chain_digest = GENESIS;
  /** Null if there is no fault. */
  fault: CdcFault | null = null;
  /** Rows that came again; each must be identical to the first. */
  readonly again: CdcChainEnd[] = [];
  readonly counts: Counts = { read: 0, applied: 0, late: 0, duplicate: 0, skipped: 0 };
  private newest_event_time_ms = -Infinity;
  private early: Map<number, CdcRow> | null = null;

  /**
   * `begin`: the head that a trusted record attests. Rows up to it may be missing; those that remain count as
   * duplicates.
   */
  constructor(
    readonly seller_id: string,
    readonly sku: string,
    begin?: CdcChainEnd,
  ) {
    if (begin === undefined) return;
    this.version = begin.version;
    this.chain_digest = begin.chain_digest;
  }

  /**
   * Adds a row. A known version is a duplicate; a row that comes early is kept until its predecessors have
   * come.
   */
  add(row: CdcRow): void {
    this.counts.read += 1;
    if (!row.digest_holds)
      return this.fail('forged', row.version, `captured version ${row.version} is not that of its digest`);
    if (row.version <= this.version || this.early?.has(row.version) === true) {
      this.counts.duplicate += 1;
      this.again.push({ version: row.version, chain_digest: row.chain_digest });
      return;
    }
    this.early ??= new Map();
    this.early.set(row.version, row);
    for (
      let next = this.early.get(this.version + 1);
      next !== undefined;
      next = this.early.get(this.version + 1)
    ) {
      this.early.delete(next.version);
      this.link(next);
    }
    if (this.early.size === 0) this.early = null;
  }

  finish(): void {
    if (this.early === null) return;
    const missing = this.version + 1;
    this.fail(
      'missing',
      missing,
      `version ${missing} was not captured, ${Math.min(...this.early.keys())} was`,
    );
  }

  private link(row: CdcRow): void {
    if (row.previous_digest !== this.chain_digest) {
      this.fail(
        'contradiction',
        row.version,
        `captured version ${row.version} does not follow the digest of ${this.version}`,
      );
    }
    if (row.status === 'superseded') this.counts.skipped += 1;
    else if (row.event_time_ms < this.newest_event_time_ms) this.counts.late += 1;
    else this.counts.applied += 1;
    this.newest_event_time_ms = Math.max(this.newest_event_time_ms, row.event_time_ms);
    this.version = row.version;
    this.chain_digest = row.chain_digest;
  }

  private fail(kind: CdcFault['kind'], version: number, detail: string): void {
    this.fault ??= { kind, version, detail };
  }
}

import { isWithoutEffect } from '@stockproof/events';
import type { ReplayCounts } from '@stockproof/evidence';

type Counts = { -readonly [Name in keyof ReplayCounts]: number };

const COUNTED = ['read', 'applied', 'late', 'duplicate', 'skipped'] as const;

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

/** Consecutive rows of an offer that are known to follow each other, with their digests, in order of time. */
export interface CdcRows {
  readonly seller_id: string;
  readonly sku: string;
  readonly first_version: number;
  readonly rows: number;
  /** Rows without effect: superseded counts and absorbed movements. */
  readonly superseded: number;
  readonly first_event_time_ms: number;
  readonly newest_event_time_ms: number;
  /** Hex, of the row before the first one. */
  readonly previous_digest: string;
  /** Hex, of the last row. */
  readonly chain_digest: string;
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

  /**
   * Adds rows that go on where the history ends, as `add` would one by one. False, and nothing is added, for any
   * others, which only their messages can tell.
   */
  goOn(rows: CdcRows): boolean {
    const follows =
      this.early === null &&
      this.fault === null &&
      rows.first_version === this.version + 1 &&
      rows.previous_digest === this.chain_digest &&
      rows.first_event_time_ms >= this.newest_event_time_ms;
    if (!follows) return false;
    this.counts.read += rows.rows;
    this.counts.skipped += rows.superseded;
    this.counts.applied += rows.rows - rows.superseded;
    this.newest_event_time_ms = rows.newest_event_time_ms;
    this.version += rows.rows;
    this.chain_digest = rows.chain_digest;
    return true;
  }

  /** Whether another history of the offer ends at the same row in the same way. Both were finished. */
  isSame({ version, chain_digest, fault, counts, again }: CdcOfferHistory): boolean {
    return (
      version === this.version &&
      chain_digest === this.chain_digest &&
      (fault === null) === (this.fault === null) &&
      again.length === this.again.length &&
      COUNTED.every((name) => counts[name] === this.counts[name])
    );
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
    if (isWithoutEffect(row.status)) this.counts.skipped += 1;
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

import type { ReplayCounts } from '@stockproof/evidence';
import type { CdcRow } from './cdc-history.js';

type Counts = { -readonly [Name in keyof ReplayCounts]: number };

const GENESIS = '0'.repeat(64);

/**
 * What is wrong with a capture. `missing`: it lacks a row. `forged`: a row is not that of its digest, so the
 * capture itself is at fault. `contradiction`: its rows hold and do not fit together.
 */
export interface CdcFault {
  readonly kind: 'missing' | 'forged' | 'contradiction';
  readonly version: number;
  readonly detail: string;
}

/** A version of an offer and the digest of its chain there. */
export interface CdcChainEnd {
  readonly version: number;
  /** Hex. */
  readonly chain_digest: string;
}

/** One offer's CDC history: how far its chain holds, and the first thing that is wrong with it. */
export class CdcOfferHistory {
  version = 0;
  chain_digest = GENESIS;
  /** null while all is well. */
  fault: CdcFault | null = null;
  /** Rows that came once more: each must be the row that it says it is. */
  readonly again: CdcChainEnd[] = [];
  readonly counts: Counts = { read: 0, applied: 0, late: 0, duplicate: 0, skipped: 0 };
  private newest_event_time_ms = -Infinity;
  private early: Map<number, CdcRow> | null = null;

  /**
   * `begin`: the head up to which a trusted record attests; rows up to it may be gone, those that are left
   * come again.
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

  /** A row captured again is a duplicate; one that came early waits for those before it. */
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

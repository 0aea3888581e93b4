import { isWithoutEffect } from '@stockproof/events';
import type { ReplayedRow } from './ledger-line.js';
import type { Projection } from './projection.js';

/**
 * `row_digest`: a row is not that of its digest. `chain_link`: a row does not follow the digest before it.
 * `impossible_quantity`: a row would leave 0 to 2^53-1.
 */
export type FaultKind =
  'row_digest' | 'chain_link' | 'version_twice' | 'version_missing' | 'impossible_quantity';

/** Why the history of an offer cannot be folded from this version on. */
export interface Fault {
  readonly kind: FaultKind;
  readonly version: number;
  readonly detail: string;
}

/** A state at a version, with the chain digest at that version (hex). */
export interface Marked<S> {
  readonly state: S;
  readonly chain_digest: string;
}

const GENESIS = '0'.repeat(64);

/**
 * The shadow state of one offer while it is rebuilt. A fault stops the folding of this offer and is kept in
 * `fault`; nothing throws.
 */
export class ShadowOffer<S> {
  state: S;
  version = 0;
  chain_digest = GENESIS;
  fault: Fault | null = null;
  rows = 0;
  applied = 0;
  late = 0;
  skipped = 0;
  duplicate = 0;
  readonly marked = new Map<number, Marked<S>>();
  private newest_event_time_ms = -Infinity;
  private early: Map<number, ReplayedRow> | null = null;

  constructor(
    readonly seller_id: string,
    readonly sku: string,
    private readonly projection: Projection<S>,
    private readonly marks: readonly number[],
  ) {
    this.state = projection.initial();
  }

  /**
   * Applies the next version, keeps a later one until its turn, and records the first fault; nothing is
   * applied after it.
   */
  add(row: ReplayedRow): void {
    this.rows += 1;
    if (this.fault !== null) return;
    const { version } = row.change;
    if (version === this.version + 1) {
      this.apply(row);
      this.applyEarly();
    } else if (version <= this.version || this.early?.has(version) === true) {
      this.duplicate += 1;
      this.fail('version_twice', version, `version ${version} is there twice`);
    } else {
      this.early ??= new Map();
      this.early.set(version, row);
    }
  }

  /**
   * Returns which of these rows would be applied if they were added now, in order: those that follow the
   * newest version without a gap, together with rows that came early.
   */
  following(rows: readonly ReplayedRow[]): readonly ReplayedRow[] {
    if (this.fault !== null) return [];
    // The normal case: no row came early, and these are in order.
    if (this.early === null && rows.every((row, at) => row.change.version === this.version + at + 1))
      return rows;
    const waiting = new Map(this.early);
    for (const row of rows) if (!waiting.has(row.change.version)) waiting.set(row.change.version, row);
    const next: ReplayedRow[] = [];
    for (
      let row = waiting.get(this.version + 1);
      row !== undefined;
      row = waiting.get(row.change.version + 1)
    )
      next.push(row);
    return next;
  }

  /**
   * Must be called when all rows were added. If rows are still waiting, a version before them is missing,
   * which is a fault.
   */
  finish(): void {
    if (this.fault !== null || this.early === null || this.early.size === 0) return;
    const missing = this.version + 1;
    this.fail(
      'version_missing',
      missing,
      `version ${missing} is missing, ${Math.min(...this.early.keys())} is there`,
    );
  }

  private applyEarly(): void {
    while (this.fault === null && this.early !== null && this.early.size > 0) {
      const next = this.early.get(this.version + 1);
      if (next === undefined) return;
      this.early.delete(next.change.version);
      this.apply(next);
    }
  }

  private apply(row: ReplayedRow): void {
    const { change, previous_digest, chain_digest } = row;
    const { version } = change;
    if (!row.digest_holds)
      return this.fail('row_digest', version, `the row of version ${version} is not that of its digest`);
    if (previous_digest !== this.chain_digest) {
      return this.fail(
        'chain_link',
        version,
        `version ${version} does not follow the digest of ${version - 1}`,
      );
    }
    const late = change.event_time_ms < this.newest_event_time_ms;
    const state = this.projection.apply(this.state, row);
    if (state === null)
      return this.fail('impossible_quantity', version, `version ${version} would leave 0 to 2^53-1`);
    this.state = state;
    this.version = version;
    this.newest_event_time_ms = Math.max(this.newest_event_time_ms, change.event_time_ms);
    this.chain_digest = chain_digest;
    if (isWithoutEffect(change.status)) this.skipped += 1;
    else if (late) this.late += 1;
    else this.applied += 1;
    if (this.marks.includes(version)) this.marked.set(version, { state, chain_digest });
  }

  private fail(kind: FaultKind, version: number, detail: string): void {
    this.fault = { kind, version, detail };
    this.early = null;
  }
}

import { DECIDED_STATUSES } from '../../me/decided-statuses.js';

/** What is known of a row: checked here, answered by ingestion, decided by the ledger. */
const ROW_STATES = ['unchecked', 'valid', 'invalid', 'queued', 'refused', ...DECIDED_STATUSES] as const;

export type RowState = (typeof ROW_STATES)[number];

/** A row that changed nothing: it is in the file of what failed. A duplicate did no harm, and a superseded count is in the ledger. */
const FAILED: readonly RowState[] = ['invalid', 'refused', 'rejected', 'quarantined', 'conflict'];

/** The rows of a file with what is known of each, in one byte a row; only of those that failed a text is kept. */
export class RowReport {
  private states = new Uint8Array(1_024);
  private readonly counts = new Map<RowState, number>();
  private readonly reasons = new Map<number, string>();

  /** Sets what is known of a row, which counts from 1. */
  set(row: number, state: RowState, why = ''): void {
    if (row >= this.states.length) {
      const longer = new Uint8Array(Math.max(row + 1, this.states.length * 2));
      longer.set(this.states);
      this.states = longer;
    }
    const before = this.of(row);
    if (before !== 'unchecked') this.counts.set(before, this.count(before) - 1);
    this.states[row] = ROW_STATES.indexOf(state);
    if (state !== 'unchecked') this.counts.set(state, this.count(state) + 1);
    if (FAILED.includes(state)) this.reasons.set(row, why);
    else this.reasons.delete(row);
  }

  of(row: number): RowState {
    return ROW_STATES[this.states[row] ?? 0] ?? 'unchecked';
  }

  count(state: RowState): number {
    return this.counts.get(state) ?? 0;
  }

  /** States that rows have, with their counts, in the order of ROW_STATES. */
  get all(): readonly (readonly [RowState, number])[] {
    return ROW_STATES.flatMap((state) =>
      this.count(state) === 0 ? [] : [[state, this.count(state)] as const],
    );
  }

  /** Rows that failed, with the reason of each, in order of rows. */
  get failed(): readonly (readonly [number, string])[] {
    return [...this.reasons].sort(([one], [other]) => one - other);
  }
}

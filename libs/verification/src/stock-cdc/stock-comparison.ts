import type { CheckResult, Counterexample } from '@stockproof/evidence';
import { checkOf, counterexample, notCovered } from '../check.js';
import { offerKeyOf } from '../offers-in-scope.js';
import { readChange, type RowChange, type StockChanges, type StockCdcMessage } from './stock-changes.js';
import { keyOfRow, placeOfRow, type StockRow, type StockRowName } from './stock-row.js';

const CHECK = 'stock_cdc_matches_tables';

/** A row whose newest known CDC event is not the row. */
interface OpenRow {
  readonly name: StockRowName;
  /** The row as it was read; null if there is none. */
  readonly text: string | null;
  /** Its CDC events as far as they are known, oldest first. */
  readonly changes: RowChange[];
}

/** Whether a transaction came after the rows were read. */
export type IsLater = (xid: number | null) => boolean;

/**
 * The result of a comparison. If CDC was behind, no offer is `uncaptured`, since its events may be on their
 * way.
 */
export interface StockCdcVerdict {
  readonly check: CheckResult;
  /** Offers that have a row which CDC does not have as it is: writing it again cures them. */
  readonly uncaptured: ReadonlySet<string>;
}

/** What the verdict depends on besides rows and events. */
export interface StockCdcEnd {
  /** Why CDC events may still be on their way; null if all of the rows have arrived. */
  readonly behind: string | null;
  readonly isLater: IsLater;
  /** Whether the topics may have lost events of this SKU: their beginning is gone. */
  readonly mayBeGone: (sku: string) => boolean;
}

/**
 * Compares the rows of the stock tables with their newest CDC events, in both directions. Rows are taken in any
 * order, then `finishRows`; CDC events that arrive afterwards are added for rows that are still open.
 */
export class StockComparison {
  private readonly open = new Map<string, OpenRow>();
  private readonly unseen: Map<string, { readonly name: StockRowName; readonly change: RowChange }>;
  private compared = 0;

  constructor(private readonly changes: StockChanges) {
    this.unseen = new Map(changes.rows);
  }

  addRows(rows: readonly StockRow[]): void {
    for (const row of rows) {
      const id = keyOfRow(row);
      const change = this.unseen.get(id)?.change;
      this.unseen.delete(id);
      this.compared += 1;
      if (change?.text === row.text) continue;
      this.open.set(id, { name: row, text: row.text, changes: change === undefined ? [] : [change] });
    }
  }

  /** What no row was read for must have been deleted. */
  finishRows(): void {
    for (const [id, { name, change }] of this.unseen) {
      this.compared += 1;
      if (change.text !== null) this.open.set(id, { name, text: null, changes: [change] });
    }
    this.unseen.clear();
  }

  /** Adds an event that came after those that were compared. */
  addLate(name: StockRowName, { value }: Pick<StockCdcMessage, 'value'>): void {
    const row = this.open.get(keyOfRow(name));
    if (row === undefined || (value === null && row.changes.at(-1)?.text === null)) return;
    row.changes.push(readChange(name, value));
  }

  isSettled(isLater: IsLater): boolean {
    return [...this.open.values()].every((row) => stateOf(row, isLater) === 'equal');
  }

  verdict({ behind, isLater, mayBeGone }: StockCdcEnd): StockCdcVerdict {
    const found: Counterexample[] = [...this.changes.foreign];
    const uncaptured = new Set<string>();
    let reason = behind;
    for (const row of this.open.values()) {
      const state = stateOf(row, isLater);
      if (state === 'equal') continue;
      if (behind !== null) continue;
      if (state === 'unknown') reason ??= 'a row changed while it was compared';
      else if (row.changes.length === 0 && mayBeGone(row.name.sku))
        reason ??= 'the topics no longer have their first CDC events, and a row has none';
      else {
        found.push(differenceOf(row, isLater));
        if (row.text !== null) uncaptured.add(offerKeyOf(row.name));
      }
    }
    const check =
      found.length === 0 && reason !== null
        ? notCovered(CHECK, reason)
        : checkOf(CHECK, this.compared, found);
    return { check, uncaptured };
  }
}

/** `unknown`: all events that are known came after the row was read. */
function stateOf({ text, changes }: OpenRow, isLater: IsLater): 'equal' | 'differs' | 'unknown' {
  const last = changes.findLast(({ xid }) => !isLater(xid));
  if (last !== undefined) return last.text === text ? 'equal' : 'differs';
  if (changes.length === 0) return text === null ? 'equal' : 'differs';
  return text === null ? 'equal' : 'unknown';
}

function differenceOf({ name, text, changes }: OpenRow, isLater: IsLater): Counterexample {
  const last = changes.findLast(({ xid }) => !isLater(xid));
  const { seller_id, sku } = name;
  return counterexample({
    seller_id,
    sku,
    expected: `${placeOfRow(name)}: ${text ?? 'no row'}`,
    found: last === undefined ? 'no CDC event' : (last.text ?? 'deleted'),
  });
}

import type { Row, Transaction } from './tables.js';

/** What a statement receives besides its values. */
export interface At {
  readonly now_ms: number;
  /** Whether another transaction holds a lock: for SKIP LOCKED. */
  readonly isLocked: (name: string) => boolean;
  /** The end of the log of changes, as a number that grows. */
  readonly wal_end: number;
  /** Takes a lock that is known to be free. */
  readonly lock: (name: string) => void;
}

/**
 * What one SQL statement of the services does, in TypeScript. The specs next to the models compare it with
 * the original.
 */
export interface StatementModel {
  /** Rows that it locks before it reads, in order. */
  readonly locks?: (values: readonly unknown[]) => readonly string[];
  readonly run: (tx: Transaction, values: readonly unknown[], at: At) => readonly Row[];
}

/** Statements by the name of their prepared statement. */
export type StatementModels = Readonly<Record<string, StatementModel>>;

/** Arrays of columns, as unnest takes them, converted to rows. */
export function unnest(columns: readonly unknown[], names: readonly string[]): Row[] {
  const [first = []] = columns as readonly (readonly unknown[])[];
  return first.map((_value, index) => {
    const row: Record<string, unknown> = {};
    for (let column = 0; column < names.length; column += 1) {
      row[names[column] as string] = (columns[column] as readonly unknown[])[index];
    }
    return row;
  });
}

/** A timestamptz literal in the driver's format. */
export const instant = (literal: unknown): Date => new Date(literal as string | Date);

/** A bytea literal (`\x...`) as hex. */
export const hexOf = (literal: unknown): string => String(literal).slice(2);

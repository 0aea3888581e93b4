import { type AppendedRow, LEDGER_COLUMNS, type LedgerColumn } from '@stockproof/events';
import type { ChangeRow } from './change.js';
import { hexOfBytea } from './hex-of-bytea.js';

/**
 * The ledger row in a CDC message, with all its columns. Null if a column is missing or has another form: such a row is
 * none of the ledger's. Never throws.
 */
export function ledgerRowOf(row: ChangeRow): AppendedRow | null {
  const read: Partial<Record<keyof AppendedRow, unknown>> = {};
  for (const column of LEDGER_COLUMNS) {
    const value = valueOf(column, row[column.name]);
    if (value === undefined) return null;
    read[column.field] = value;
  }
  return read as AppendedRow;
}

/** Undefined if it is not a value of the column. */
function valueOf({ type, nullable }: LedgerColumn, value: unknown): string | number | null | undefined {
  if (value === null || value === undefined) return nullable ? null : undefined;
  switch (type) {
    case 'text':
      return typeof value === 'string' ? value : undefined;
    case 'bytea':
      return hexOfBytea(value) ?? undefined;
    case 'timestamptz':
      return typeof value === 'string' ? milliseconds(value) : undefined;
    default:
      return Number.isSafeInteger(value) ? (value as number) : undefined;
  }
}

/** The ledger has no finer times; one of them would not have the row's digest. */
function milliseconds(text: string): number | undefined {
  const ms = Date.parse(text);
  return Number.isSafeInteger(ms) ? ms : undefined;
}

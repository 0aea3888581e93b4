import type { AvailabilityChange } from '@stockproof/availability';
import type { ChangeRow } from '@stockproof/cdc';
import { type LedgerColumnName, readTraceparent } from '@stockproof/events';

/** The columns of a ledger row that the projection needs. */
export interface LedgerChange extends AvailabilityChange {
  readonly seller_id: string;
  readonly sku: string;
  readonly traceparent: string | null;
}

/**
 * Thrown if the source table lacks a column that the projection needs. Every row will lack it, so the process
 * must stop instead of skipping them one by one.
 */
export class LedgerColumnError extends Error {
  override readonly name = 'LedgerColumnError';
}

/** Reads the needed columns of a CDC row; unknown columns are ignored. Throws LedgerColumnError. */
export function readLedgerChange(row: ChangeRow): LedgerChange {
  return {
    seller_id: text(row, 'seller_id'),
    sku: text(row, 'sku'),
    version: integer(row, 'version'),
    operation: text(row, 'operation') as LedgerChange['operation'],
    status: text(row, 'status') as LedgerChange['status'],
    quantity: integer(row, 'quantity'),
    delta_quantity: integer(row, 'delta_quantity'),
    from_bucket: textOrNull(row, 'from_bucket') as LedgerChange['from_bucket'],
    from_location: textOrNull(row, 'from_location'),
    to_bucket: textOrNull(row, 'to_bucket') as LedgerChange['to_bucket'],
    to_location: textOrNull(row, 'to_location'),
    event_time_ms: instant(row, 'event_time'),
    accepted_at_ms: instant(row, 'accepted_at'),
    traceparent: readTraceparent(textOrNull(row, 'traceparent'))?.text ?? null,
  };
}

function text(row: ChangeRow, column: LedgerColumnName): string {
  const value = row[column];
  if (typeof value === 'string') return value;
  throw new LedgerColumnError(`column ${column} of inventory_transaction is missing or no text`);
}

function textOrNull(row: ChangeRow, column: LedgerColumnName): string | null {
  return row[column] === null ? null : text(row, column);
}

function integer(row: ChangeRow, column: LedgerColumnName): number {
  const value = row[column];
  if (Number.isSafeInteger(value)) return value as number;
  throw new LedgerColumnError(`column ${column} of inventory_transaction is missing or no safe integer`);
}

function instant(row: ChangeRow, column: LedgerColumnName): number {
  const ms = Date.parse(text(row, column));
  if (!Number.isNaN(ms)) return ms;
  throw new LedgerColumnError(`column ${column} of inventory_transaction is no time`);
}

import { type ChangeRow, hexOfBytea } from '@stockproof/cdc';
import type { OfferName } from '../offers-in-scope.js';

/** The tables that follow from the ledger. */
export const STOCK_TABLES = ['inventory_stock_on_hand', 'inventory_bucket'] as const;

/** `inventory_stock_on_hand` has a row per offer, `inventory_bucket` one per offer, bucket and location. */
export type StockTable = (typeof STOCK_TABLES)[number];

/** Names one row of a stock table. */
export interface StockRowName extends OfferName {
  readonly table: StockTable;
  readonly bucket_type: string | null;
  readonly location_id: string | null;
}

/** A row as the table has it. */
export interface StockRow extends StockRowName {
  /** The columns that are not in its key, as `textOfRow` writes them. */
  readonly text: string;
}

/** Returns the row that these columns name; null if one of its key is missing. */
export function nameOfRow(table: StockTable, columns: ChangeRow | null): StockRowName | null {
  const { seller_id, sku, bucket_type, location_id } = columns ?? {};
  if (typeof seller_id !== 'string' || typeof sku !== 'string') return null;
  if (table === 'inventory_stock_on_hand')
    return { table, seller_id, sku, bucket_type: null, location_id: null };
  return typeof bucket_type === 'string' && typeof location_id === 'string'
    ? { table, seller_id, sku, bucket_type, location_id }
    : null;
}

/** The name as one string, different for each row of both tables. */
export function keyOfRow({ seller_id, sku, bucket_type, location_id }: StockRowName): string {
  return bucket_type === null
    ? `${seller_id}\u001f${sku}`
    : `${seller_id}\u001f${sku}\u001f${bucket_type}\u001f${location_id}`;
}

/** The name for people, without its offer. */
export function placeOfRow({ bucket_type, location_id }: StockRowName): string {
  return bucket_type === null ? 'on hand' : `${bucket_type} at ${location_id}`;
}

/**
 * The columns of a CDC event that are not in the row's key, in the form in which the table is read. It takes
 * them as they are: a value of another type gives another text.
 */
export function textOfRow(table: StockTable, row: ChangeRow): string {
  const updated_at = timeOf(row['updated_at']);
  return table === 'inventory_stock_on_hand'
    ? `stock_on_hand ${plain(row['stock_on_hand'])}, version ${plain(row['version'])}, chain_digest ${hexOfBytea(row['chain_digest']) ?? plain(row['chain_digest'])}, updated_at ${updated_at}`
    : `quantity ${plain(row['quantity'])}, counted_at ${timeOf(row['counted_at'])}, updated_at ${updated_at}`;
}

function plain(value: unknown): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(value ?? null);
}

const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?Z$/;

/** Debezium writes as many digits of the second as are needed, the table is read with six. */
function timeOf(value: unknown): string {
  const [, seconds, fraction = ''] = (typeof value === 'string' ? TIME.exec(value) : null) ?? [];
  return seconds === undefined ? plain(value) : `${seconds}.${fraction.padEnd(6, '0')}Z`;
}

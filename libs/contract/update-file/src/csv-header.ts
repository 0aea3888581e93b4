import type { InventoryUpdateV3 } from '@stockproof/events';
import Papa from 'papaparse';

/** The columns that a file may have, with what their cells are: the fields of an update, version 3. */
export const UPDATE_COLUMNS = {
  event_id: 'text',
  sku: 'text',
  quantity: 'number',
  operation: 'text',
  event_time: 'text',
  seller_id: 'text',
  schema_version: 'number',
  bucket_type: 'text',
  location_id: 'text',
  to_bucket_type: 'text',
  to_location_id: 'text',
  reason: 'text',
  reference: 'text',
  expected_quantity: 'number',
  counted: 'text',
} as const satisfies Record<keyof InventoryUpdateV3, 'text' | 'number'>;

/** A column of a file. */
export type UpdateColumn = keyof typeof UPDATE_COLUMNS;

const REQUIRED: readonly UpdateColumn[] = ['sku', 'quantity', 'operation', 'event_time'];
/** What a file of failed lines has besides; a file that is imported again may have it, and it says nothing. */
export const FAILED_COLUMNS = ['failed_line', 'failed_reason'] as const;
/** Separators that are recognised. No name of a column holds one. */
const DELIMITERS = [',', ';', '\t'] as const;

/** The header of a CSV file. A column that says nothing is null. */
export interface CsvHeader {
  readonly delimiter: string;
  readonly names: readonly string[];
  readonly columns: readonly (UpdateColumn | null)[];
}

/** A header, or why there is none. */
export type HeaderRead =
  { readonly ok: true; readonly header: CsvHeader } | { readonly ok: false; readonly fault: string };

/** Reads the first line of a CSV file, without a byte order mark. Names are compared as they are. Pure. */
export function readCsvHeader(line: string): HeaderRead {
  const delimiter = DELIMITERS.find((one) => line.includes(one)) ?? DELIMITERS[0];
  const names = Papa.parse<string[]>(line, { delimiter, newline: '\n' }).data[0] ?? [];
  const fault = faultOf(names);
  if (fault !== null) return { ok: false, fault };
  const columns = names.map((name) => (isColumn(name) ? name : null));
  return { ok: true, header: { delimiter, names, columns } };
}

function faultOf(names: readonly string[]): string | null {
  const known = `columns are ${Object.keys(UPDATE_COLUMNS).join(', ')}`;
  if (names.every((name) => name.trim() === '')) return `the file has no header; ${known}`;
  const unknown = names.filter((name) => !isColumn(name) && !FAILED_COLUMNS.some((one) => one === name));
  if (unknown.length > 0)
    return `there is no column ${unknown.map((name) => JSON.stringify(name)).join(', ')}; ${known}`;
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) return `the column ${twice} is there twice`;
  const missing = REQUIRED.filter((name) => !names.includes(name));
  return missing.length === 0 ? null : `the column ${missing.join(', ')} is missing; ${known}`;
}

function isColumn(name: string): name is UpdateColumn {
  return Object.hasOwn(UPDATE_COLUMNS, name);
}

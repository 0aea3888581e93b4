import { type ColumnMapping, type ForWholeFile, IMPORT_FIELDS } from './fields.js';

/** How the rows of a file become updates. */
export interface ImportRules {
  /** SHA-256 of the file, hex. With the number of the row it is the id of the update, so the same file twice is the same updates. */
  readonly file_digest: string;
  readonly seller_id: string;
  readonly mapping: ColumnMapping;
  readonly same: ForWholeFile;
}

/** The id of the update of a row, which counts from 1 after the header. */
export function rowEventId(file_digest: string, row: number): string {
  return `${file_digest}-${row}`;
}

/** The row of an id that `rowEventId` made for this file; null for any other id. */
export function rowOfEventId(file_digest: string, event_id: string): number | null {
  const [, number] = event_id.startsWith(`${file_digest}-`) ? (/-([1-9]\d{0,8})$/.exec(event_id) ?? []) : [];
  return number === undefined ? null : Number(number);
}

/**
 * The update of a row. A cell without text is left out; a text that is no whole number stays a text, for the check to refuse. Blanks
 * around a cell belong to the file, not to the value. Pure.
 */
export function rowEvent(cells: readonly string[], row: number, rules: ImportRules): Record<string, unknown> {
  const { file_digest, seller_id, mapping, same } = rules;
  const fields = IMPORT_FIELDS.flatMap(({ name, number }): [string, unknown][] => {
    const column = mapping[name];
    const text = column === undefined ? '' : (cells[column] ?? '').trim();
    if (text === '') return [];
    return [[name, number && /^[+-]?\d{1,16}$/.test(text) ? Number(text) : text]];
  });
  return {
    schema_version: 2,
    event_id: rowEventId(file_digest, row),
    seller_id,
    ...(mapping['operation'] === undefined ? { operation: same.operation } : {}),
    ...(mapping['event_time'] === undefined ? { event_time: same.event_time } : {}),
    ...Object.fromEntries(fields),
  };
}

import type { CsvHeader } from './csv-header.js';
import { UPDATE_COLUMNS } from './csv-header.js';

/** What a line says of an update, not yet validated; or why it says nothing. */
export type RowRead =
  | { readonly ok: true; readonly fields: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly fault: string };

/** More digits are no exact number. The decoder refuses what is too large, and what stays a text. */
const WHOLE_NUMBER = /^[+-]?\d{1,16}$/;

/**
 * The fields of a line. An empty cell is no field; every other cell is taken as it is, blanks included, so that
 * a name is never changed. Pure.
 */
export function updateOfCells(cells: readonly string[], { columns }: CsvHeader): RowRead {
  if (cells.length !== columns.length)
    return { ok: false, fault: `the line has ${cells.length} cells, the header ${columns.length}` };
  const fields: Record<string, unknown> = {};
  columns.forEach((name, at) => {
    const cell = cells[at] ?? '';
    if (name === null || cell === '') return;
    fields[name] = UPDATE_COLUMNS[name] === 'number' && WHOLE_NUMBER.test(cell) ? Number(cell) : cell;
  });
  return { ok: true, fields };
}

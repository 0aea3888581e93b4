import Papa from 'papaparse';
import { cellsOfLines } from './csv-cells.js';
import { type CsvHeader, FAILED_COLUMNS } from './csv-header.js';

/** The header of a file of failed lines, with its line break: that of the file, then the line and the reason. */
export function failedHeader({ names, delimiter }: CsvHeader): string {
  return row([...withoutOwn(names, names), ...FAILED_COLUMNS], delimiter);
}

/**
 * A line of it. The cells stay as they are, also those that a spreadsheet takes for a formula: a name that is
 * changed is another name when the file is imported again. Of a line that does not fit the header the whole text
 * is in the first cell.
 */
export function failedRow(
  { names, delimiter }: CsvHeader,
  text: string,
  line: number,
  reason: string,
): string {
  const own = withoutOwn(names, names).length;
  const [read] = cellsOfLines([text], delimiter);
  const fits = read?.ok === true && read.cells.length === names.length;
  const kept = fits ? withoutOwn(read.cells, names) : [text];
  const filled = [...kept, ...Array.from({ length: own - kept.length }, () => '')];
  return row([...filled, String(line), oneLine(reason)], delimiter);
}

/** The same for NDJSON: the object of the line as it was written, or its text if it is none. */
export function failedJson(text: string, line: number, reason: string): string {
  const failed = { failed_line: line, failed_reason: oneLine(reason) };
  const object = objectOf(text);
  const is_as_written = object !== null && !FAILED_COLUMNS.some((name) => name in object);
  if (!is_as_written) return `${JSON.stringify({ ...(object ?? { unreadable: text }), ...failed })}\n`;
  const members = text.trim().slice(1);
  const comma = Object.keys(object).length === 0 ? '' : ',';
  return `${JSON.stringify(failed).slice(0, -1)}${comma}${members}\n`;
}

function objectOf(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null;
  }
}

/** A file that failed before has the two columns already. */
function withoutOwn(cells: readonly string[], names: readonly string[]): string[] {
  return cells.filter((_cell, at) => !FAILED_COLUMNS.some((own) => own === names[at]));
}

function row(cells: readonly string[], delimiter: string): string {
  return `${Papa.unparse([[...cells]], { delimiter })}\n`;
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ');
}

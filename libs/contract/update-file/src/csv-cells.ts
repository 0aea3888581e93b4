import Papa from 'papaparse';

/** The cells of a line, or why it has none. */
export type Cells =
  { readonly ok: true; readonly cells: readonly string[] } | { readonly ok: false; readonly fault: string };

/**
 * The cells of each line, in order. A line is a row whatever its quotes say, because no field can hold a line
 * break: so a quote that is never closed takes no other line with it. Lines are parsed together, and one by one
 * only if some line has a fault. Pure.
 */
export function cellsOfLines(lines: readonly string[], delimiter: string): Cells[] {
  if (lines.length === 0) return [];
  const { data, errors } = parse(lines, delimiter);
  // Each row takes a line at least: as many rows as lines are one of each.
  if (errors.length === 0 && data.length === lines.length) return data.map((cells) => ({ ok: true, cells }));
  return lines.map((line) => cellsOfLine(line, delimiter));
}

function cellsOfLine(line: string, delimiter: string): Cells {
  const { data, errors } = parse([line], delimiter);
  const [error] = errors;
  if (error !== undefined)
    return { ok: false, fault: `the quotes of the line do not match: ${error.message}` };
  return { ok: true, cells: data[0] ?? [] };
}

/**
 * Each line has its line break, the last one too: blanks between a closing quote and a line break are no part of the
 * cell, but between a closing quote and the end of the text they are a fault. Without the empty row that follows.
 */
function parse(lines: readonly string[], delimiter: string): Papa.ParseResult<string[]> {
  const text = lines.map((line) => `${line}\n`).join('');
  const read = Papa.parse<string[]>(text, { delimiter, newline: '\n' });
  return { ...read, data: read.data.slice(0, -1) };
}

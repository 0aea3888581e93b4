import { parseStrictJson } from '@stockproof/events';
import { Problem } from '@stockproof/http';
import {
  cellsOfLines,
  completeUpdate,
  type CsvHeader,
  FAILED_COLUMNS,
  FILE_LINE_BYTES,
  type FileFormat,
  type FileLine,
  lineText,
  readCsvHeader,
  updateOfCells,
} from '@stockproof/update-file';
import type { FileRow } from './file-row.js';

/** Whose file it is, and how it is written. */
export interface FileSource {
  readonly seller_id: string;
  /** Null: each row has an event id of its own. */
  readonly file_id: string | null;
  readonly format: FileFormat;
}

type Fields = Readonly<Record<string, unknown>>;
type Read =
  { readonly ok: true; readonly fields: Fields } | { readonly ok: false; readonly problem: Problem };

const TOO_LONG = new Problem(413, 'line_too_long', `a line holds at most ${FILE_LINE_BYTES} bytes`);
const NO_UTF8 = new Problem(400, 'invalid_utf8', 'the line is not UTF-8');

/** Reads rows from the lines of a file. Of CSV the first line is the header. */
export class RowReader {
  private header: CsvHeader | null = null;

  constructor(private readonly source: FileSource) {}

  /**
   * The rows of the next lines, in order; empty lines are none. Throws a 400 `bad_header` if the header is not
   * one: then no line can be read.
   */
  rows(lines: readonly FileLine[]): FileRow[] {
    const needs_header = this.source.format === 'csv' && this.header === null;
    const [first] = lines;
    if (!needs_header) return this.read(lines);
    if (first === undefined) return [];
    this.header = headerOf(first);
    return this.read(lines.slice(1));
  }

  /** Call it at the end of the file. Throws a 400 `bad_header` if there was no header. */
  end(): void {
    if (this.source.format === 'csv' && this.header === null)
      throw new Problem(400, 'bad_header', 'the file is empty: its first line must name the columns');
  }

  private read(lines: readonly FileLine[]): FileRow[] {
    const texts = lines.map(({ bytes, line }) =>
      bytes === null ? TOO_LONG : (lineText(bytes, line) ?? NO_UTF8),
    );
    const rows = texts
      .map((text, at) => ({ text, line: lines[at] as FileLine }))
      .filter(({ text }) => !isEmpty(text));
    const reads =
      this.header === null
        ? rows.map(({ line, text }) => readJson(line, text))
        : readCells(this.header, rows);
    const { seller_id, file_id } = this.source;
    return rows.map(({ line: { line, bytes } }, at) => {
      const read = reads[at] as Read;
      const of = { line, bytes: bytes?.length ?? 0 };
      if (!read.ok) return { ...of, ...read };
      return { ...of, ok: true, update: completeUpdate(read.fields, { seller_id, file_id, line }) };
    });
  }
}

function headerOf({ bytes }: FileLine): CsvHeader {
  const text = bytes === null ? null : lineText(bytes, 1);
  const read = text === null ? null : readCsvHeader(text);
  if (read?.ok === true) return read.header;
  throw new Problem(400, 'bad_header', read?.fault ?? 'the first line must name the columns, in UTF-8');
}

function isEmpty(text: string | Problem): boolean {
  return typeof text === 'string' && text.trim() === '';
}

function readCells(header: CsvHeader, rows: readonly { readonly text: string | Problem }[]): Read[] {
  const texts = rows.flatMap(({ text }) => (typeof text === 'string' ? [text] : []));
  const cells = cellsOfLines(texts, header.delimiter)[Symbol.iterator]();
  return rows.map(({ text }) => {
    if (typeof text !== 'string') return { ok: false, problem: text };
    const next = cells.next().value;
    const row = next?.ok === true ? updateOfCells(next.cells, header) : next;
    if (row?.ok === true) return row;
    return { ok: false, problem: new Problem(400, 'malformed_row', row?.fault ?? 'the line has no cells') };
  });
}

function readJson({ bytes }: FileLine, text: string | Problem): Read {
  if (typeof text !== 'string') return { ok: false, problem: text };
  const parsed = parseStrictJson(bytes === null || text.length === 0 ? new Uint8Array() : withoutMark(bytes));
  if (!parsed.ok) return { ok: false, problem: new Problem(400, parsed.reason, parsed.detail) };
  const { value } = parsed;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { ok: false, problem: new Problem(400, 'malformed_row', 'the line is no JSON object') };
  const fields = Object.entries(value).filter(([name]) => !FAILED_COLUMNS.some((own) => own === name));
  return { ok: true, fields: Object.fromEntries(fields) };
}

function withoutMark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

import Papa from 'papaparse';

/** Rows of a file and the number of the first, which counts from 1 after the header. */
export type OnRows = (rows: readonly string[][], first: number) => void | Promise<void>;

/** Characters that are parsed at once. */
const CHUNK = 1_048_576;

/**
 * Reads a file of comma-, semicolon- or tab-separated rows, a piece at a time; `onRows` is waited for, so a file of any size takes the same
 * memory. Lines without text are no rows. Resolves with the header. Rejects if the file cannot be read.
 */
export function readCsv(file: Blob | string, onRows: OnRows): Promise<string[]> {
  return new Promise((done, fail) => {
    let header: string[] | null = null;
    let first = 1;
    Papa.parse<string[]>(file as File, {
      chunkSize: CHUNK,
      skipEmptyLines: 'greedy',
      chunk: ({ data }, parser) => {
        const rows = header === null ? data.slice(1) : data;
        header ??= (data[0] ?? []).map((name) => name.replace(/^\uFEFF/, '').trim());
        const at = first;
        first += rows.length;
        if (rows.length === 0) return;
        const work = onRows(rows, at);
        if (work === undefined) return;
        parser.pause();
        work.then(
          () => parser.resume(),
          (error: unknown) => {
            parser.abort();
            fail(error as Error);
          },
        );
      },
      complete: () => done(header ?? []),
      error: (error: Error) => fail(error),
    });
  });
}

/** Rows as a text of comma-separated values, with a line break at its end. */
export function csvText(rows: readonly (readonly string[])[]): string {
  return rows.length === 0 ? '' : `${Papa.unparse(rows as string[][], { escapeFormulae: true })}\r\n`;
}

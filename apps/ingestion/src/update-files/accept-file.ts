import { Problem } from '@stockproof/http';
import type { FileReportEnd, FileReportLine } from '@stockproof/update-file';
import type { AcceptUpdates, Tracing, UpdateResult } from '../accept-updates/accept-updates.js';
import type { FileRow } from './file-row.js';
import type { RowLimits } from './next-rows.js';
import { type Arriving, arrivingRows } from './arriving-rows.js';
import type { FileSource } from './row-reader.js';

/** One file that a seller sends. */
export interface SentFile extends FileSource, Arriving {
  readonly tracing: Tracing;
}

/** What taking a file needs. */
export interface AcceptFileOptions {
  readonly updates: Pick<AcceptUpdates, 'accept'>;
  readonly limits: RowLimits;
  /** Rows that are refused for now are tried again for so long, ms; then the report ends. */
  readonly patience_ms: number;
  /** Resolves after so many ms, or when the signal aborts. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Takes a file row by row and reports each line once it is known, in order, and at last how far it came. What is in
 * the report stands (acks=all); a row without a line in it may stand too, so it is sent again with the same id.
 * Throws a Problem before the first line if nothing was taken.
 */
export async function* acceptFile(
  file: SentFile,
  options: AcceptFileOptions,
): AsyncGenerator<readonly (FileReportLine | FileReportEnd)[]> {
  const counts = { queued: 0, refused: 0 };
  let next_line = file.first_line;
  let problem: Problem | null = null;
  try {
    for await (const rows of arrivingRows(file, file, options.limits)) {
      const patience_ms = next_line === file.first_line ? 0 : options.patience_ms;
      const taken = await acceptRows(rows, file, { ...options, patience_ms });
      for (const { status } of taken) counts[status === 202 ? 'queued' : 'refused'] += 1;
      next_line = (rows.at(-1)?.line ?? next_line) + 1;
      yield taken;
    }
  } catch (error) {
    if (!(error instanceof Problem) || next_line === file.first_line) throw error;
    problem = error;
  }
  yield [{ done: problem === null, next_line, ...counts, ...problem?.details() }];
}

/** Rejects with the last problem if the rows are not taken within the patience. */
async function acceptRows(
  rows: readonly FileRow[],
  { seller_id, tracing, signal }: SentFile,
  { updates, patience_ms, wait }: AcceptFileOptions,
): Promise<FileReportLine[]> {
  const events = rows.flatMap((row) => (row.ok ? [row.update] : []));
  for (let waited_ms = 0; ;) {
    try {
      return reportOf(rows, events.length === 0 ? [] : await updates.accept(seller_id, events, tracing));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const ms = Number(error.headers['retry-after'] ?? Number.NaN) * 1_000;
      // Without a time to wait it would be refused again.
      if (Number.isNaN(ms) || waited_ms + ms > patience_ms || signal.aborted) throw error;
      await wait(ms, signal);
      waited_ms += ms;
    }
  }
}

function reportOf(rows: readonly FileRow[], results: readonly UpdateResult[]): FileReportLine[] {
  const left = results[Symbol.iterator]();
  return rows.map((row) => {
    if (!row.ok) return { line: row.line, event_id: null, ...row.problem.details() };
    const { index: _index, ...result } = left.next().value as UpdateResult;
    return { line: row.line, ...result };
  });
}

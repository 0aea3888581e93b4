import { LineSplitter } from '@stockproof/update-file';
import { Problem } from '@stockproof/http';
import type { FileRow } from './file-row.js';
import { areEnough, nextRows, type RowLimits } from './next-rows.js';
import { type FileSource, RowReader } from './row-reader.js';

const INTERRUPTED = new Problem(
  503,
  'interrupted',
  'the file did not come to its end: the service ends, the credential does, or the connection. Go on with next_line',
);

/** The pieces of a file as they arrive, and until when they are waited for. */
export interface Arriving {
  readonly pieces: AsyncIterator<Uint8Array>;
  readonly signal: AbortSignal;
  /** The number in the file of the first line below the header; of NDJSON, of the first line. */
  readonly first_line: number;
}

/**
 * The rows of a file, as many at a time as are accepted at once. The next piece is read when they were taken, so
 * what is held does not grow with the file. Throws a 400 `bad_header`, and a 503 `interrupted` when the signal aborts
 * or the connection ends.
 */
export async function* arrivingRows(
  { pieces, signal, first_line }: Arriving,
  source: FileSource,
  limits: RowLimits,
): AsyncGenerator<readonly FileRow[]> {
  const splitter = new LineSplitter(source.format === 'csv' ? first_line - 1 : first_line);
  const reader = new RowReader(source);
  const waiting: FileRow[] = [];
  try {
    for (let is_end = false; !is_end;) {
      const next = await beforeEnd(pieces.next(), signal);
      is_end = next.done === true;
      waiting.push(...reader.rows(next.done === true ? splitter.end() : splitter.push(next.value)));
      if (is_end) reader.end();
      while (areEnough(waiting, limits) || (is_end && waiting.length > 0))
        yield waiting.splice(0, nextRows(waiting, limits));
    }
  } finally {
    // Not awaited: it waits for a piece that may never come. What is left of the body is discarded by who answers.
    void pieces.return?.().catch(() => undefined);
  }
}

/** Rejects with `interrupted` if the signal aborts first, or the work fails: then the connection did. */
async function beforeEnd<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const ended = Promise.withResolvers<never>();
  const end = (): void => ended.reject(INTERRUPTED);
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  try {
    return await Promise.race([ended.promise, work]);
  } catch {
    throw INTERRUPTED;
  } finally {
    signal.removeEventListener('abort', end);
    work.catch(() => undefined);
  }
}

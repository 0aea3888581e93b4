import type { FileRow } from './file-row.js';

/** Most of what is accepted at once. */
export interface RowLimits {
  readonly max_rows: number;
  /** Of the lines in the file. */
  readonly max_bytes: number;
}

/**
 * How many of the waiting rows are accepted next: as many as the limits say, at least one, and none whose event id
 * another of them has. Two rows with one id are a redelivery, as in two requests, and what becomes of them may not
 * depend on where a file is cut. Pure.
 */
export function nextRows(waiting: readonly FileRow[], { max_rows, max_bytes }: RowLimits): number {
  const ids = new Set<unknown>();
  let bytes = 0;
  for (const [count, row] of waiting.entries()) {
    const id = row.ok ? row.update['event_id'] : undefined;
    bytes += row.bytes;
    const full = count >= max_rows || bytes > max_bytes || (id !== undefined && ids.has(id));
    if (full && count > 0) return count;
    ids.add(id);
  }
  return waiting.length;
}

/** Whether as much waits as is accepted at once. */
export function areEnough(waiting: readonly FileRow[], { max_rows, max_bytes }: RowLimits): boolean {
  return waiting.length >= max_rows || waiting.reduce((sum, { bytes }) => sum + bytes, 0) >= max_bytes;
}

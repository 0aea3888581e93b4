import type { Problem } from '@stockproof/http';

/** A line of a file that is a row: an update that is not validated yet, or why there is none. */
export type FileRow = {
  readonly line: number;
  /** Of the line in the file. */
  readonly bytes: number;
} & (
  | { readonly ok: true; readonly update: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly problem: Problem }
);

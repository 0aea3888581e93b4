import { createReadStream } from 'node:fs';
import { type FileLine, LineSplitter } from '@stockproof/update-file';

/** Most of a request: it is answered in a few seconds, and repeated whole if it breaks. */
const PART_LINES = 5_000;
const PART_BYTES = 2 * 1_048_576;

/** Where in a file reading begins. */
export interface FilePosition {
  readonly line: number;
  /** In bytes. */
  readonly offset: number;
}

/** Reads the first line of a file; null if there is none. */
export async function readFirstLine(path: string): Promise<FileLine | null> {
  for await (const [line] of readParts(path, { line: 1, offset: 0 }, 1)) return line ?? null;
  return null;
}

/** Reads a file from a line on, a request's worth at a time. */
export async function* readParts(
  path: string,
  { line, offset }: FilePosition,
  most = PART_LINES,
): AsyncGenerator<readonly FileLine[]> {
  const splitter = new LineSplitter(line, offset);
  let part: FileLine[] = [];
  let bytes = 0;
  const add = (found: readonly FileLine[]): FileLine[][] => {
    const whole: FileLine[][] = [];
    for (const one of found) {
      part.push(one);
      bytes += one.bytes?.length ?? 0;
      if (part.length < most && bytes < PART_BYTES) continue;
      whole.push(part);
      part = [];
      bytes = 0;
    }
    return whole;
  };
  for await (const piece of createReadStream(path, { start: offset }))
    yield* add(splitter.push(piece as Buffer));
  yield* add(splitter.end());
  if (part.length > 0) yield part;
}

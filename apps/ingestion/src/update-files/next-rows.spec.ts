import { expect, it } from '@jest/globals';
import { Problem } from '@stockproof/http';
import type { FileRow } from './file-row.js';
import { areEnough, nextRows } from './next-rows.js';

const limits = { max_rows: 3, max_bytes: 20 };
const of = (...rows: readonly [id: string | null, bytes: number][]): FileRow[] =>
  rows.map(([id, bytes], at) =>
    id === null
      ? { line: at, bytes, ok: false, problem: new Problem(400, 'x', 'y') }
      : { line: at, bytes, ok: true, update: { event_id: id } },
  );

it.each<[string, FileRow[], number, boolean]>([
  ['nothing', of(), 0, false],
  ['less than the limits', of(['a', 9], ['b', 9]), 2, false],
  ['as many rows', of(['a', 1], ['b', 1], [null, 1]), 3, true],
  ['a row more', of(['a', 1], ['b', 1], [null, 1], ['c', 1]), 3, true],
  ['as many bytes', of(['a', 10], ['b', 10]), 2, true],
  ['a byte more', of(['a', 10], ['b', 11]), 1, true],
  ['a row that is too large goes alone', of(['a', 30], ['b', 1]), 1, true],
  ['an id again', of(['a', 1], ['a', 1]), 1, false],
  ['rows without an id are no pair', of([null, 1], [null, 1]), 2, false],
])('%s', (_case, waiting, count, enough) => {
  expect(nextRows(waiting, limits)).toBe(count);
  expect(areEnough(waiting, limits)).toBe(enough);
});

import { expect, it } from '@jest/globals';
import { RowReport, type RowState } from './row-report.js';

it.each<[string, [number, RowState, string?][], string, string]>([
  ['nothing', [], '', ''],
  [
    'rows',
    [
      [1, 'valid'],
      [2, 'invalid', 'sku'],
      [3, 'valid'],
    ],
    'valid 2, invalid 1',
    '2 sku',
  ],
  [
    'a row that goes on',
    [
      [1, 'valid'],
      [1, 'queued'],
      [1, 'accepted'],
    ],
    'accepted 1',
    '',
  ],
  [
    'a row that failed later',
    [
      [1, 'queued'],
      [1, 'rejected', 'insufficient_stock'],
    ],
    'rejected 1',
    '1 insufficient_stock',
  ],
  [
    'a row that was refused and then taken',
    [
      [1, 'refused', 'busy'],
      [1, 'queued'],
    ],
    'queued 1',
    '',
  ],
  [
    'what does no harm',
    [
      [1, 'duplicate'],
      [2, 'superseded'],
    ],
    'superseded 1, duplicate 1',
    '',
  ],
  [
    'rows in another order',
    [
      [9, 'conflict', 'c'],
      [2, 'quarantined', 'q'],
    ],
    'quarantined 1, conflict 1',
    '2 q, 9 c',
  ],
  ['a late row', [[200_000, 'invalid', 'x']], 'invalid 1', '200000 x'],
])('a report of %s', (_what, changes, counts, failed) => {
  const report = new RowReport();
  for (const [row, state, why] of changes) report.set(row, state, why);
  expect(report.all.map(([state, count]) => `${state} ${count}`).join(', ')).toBe(counts);
  expect(report.failed.map(([row, why]) => `${row} ${why}`).join(', ')).toBe(failed);
});

it('keeps 200,000 rows', () => {
  const report = new RowReport();
  for (let row = 1; row <= 200_000; row += 1) report.set(row, 'queued');
  for (let row = 1; row <= 200_000; row += 1)
    report.set(row, row % 1_000 === 0 ? 'rejected' : 'accepted', 'no');
  expect([report.count('accepted'), report.count('queued'), report.failed.length]).toEqual([199_800, 0, 200]);
});

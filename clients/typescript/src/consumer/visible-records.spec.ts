import { expect, it } from '@jest/globals';
import { type AbortedTransaction, type StoredBatch, visibleRecords } from './visible-records.js';

const PLAIN = 0;
const IN_TRANSACTION = 16;
const MARKER = 48;
const [COMMIT, ABORT] = [Buffer.from([0, 0, 0, 1]), Buffer.from([0, 0, 0, 0])];

function batch(first: number, keys: (string | null)[], attributes = PLAIN, producer = 1): StoredBatch {
  return {
    firstOffset: BigInt(first),
    lastOffsetDelta: keys.length - 1,
    attributes,
    producerId: BigInt(producer),
    records: keys.flatMap((key, offsetDelta) =>
      key === null ? [] : [{ offsetDelta, key: Buffer.from(key), value: null, headers: [] }],
    ),
  };
}
const marker = (first: number, type: Buffer, producer = 1): StoredBatch => ({
  ...batch(first, ['x'], MARKER, producer),
  records: [{ offsetDelta: 0, key: type, value: null, headers: [] }],
});
const aborted = (first: number, producer = 1): AbortedTransaction => ({
  firstOffset: BigInt(first),
  producerId: BigInt(producer),
});

it.each<[string, StoredBatch[], AbortedTransaction[], number, string[], number]>([
  ['nothing', [], [], 5, [], 5],
  ['a batch', [batch(0, ['a', 'b'])], [], 0, ['0 a', '1 b'], 2],
  ['from the middle of a batch', [batch(0, ['a', 'b'])], [], 1, ['1 b'], 2],
  ['what is compacted away', [batch(0, ['a', null, 'c', null])], [], 0, ['0 a', '2 c'], 4],
  ['a committed transaction', [batch(0, ['a'], IN_TRANSACTION), marker(1, COMMIT)], [], 0, ['0 a'], 2],
  ['an aborted one', [batch(0, ['a'], IN_TRANSACTION), marker(1, ABORT)], [aborted(0)], 0, [], 2],
  [
    'an aborted one and the next of the same producer',
    [batch(0, ['a'], IN_TRANSACTION), marker(1, ABORT), batch(2, ['b'], IN_TRANSACTION), marker(3, COMMIT)],
    [aborted(0)],
    0,
    ['2 b'],
    4,
  ],
  [
    'one between batches of an aborted one',
    [
      batch(0, ['a'], IN_TRANSACTION, 1),
      batch(1, ['b'], IN_TRANSACTION, 2),
      batch(2, ['c'], IN_TRANSACTION, 1),
    ],
    [aborted(0, 1)],
    0,
    ['1 b'],
    3,
  ],
  ['what was never in a transaction', [batch(0, ['a'], PLAIN, 1)], [aborted(0, 1)], 0, ['0 a'], 1],
])('%s', (_case, batches, list, from, seen, next_offset) => {
  const visible = visibleRecords(batches, list, from);
  expect(visible.records.map(({ offset, key }) => `${offset} ${String(key)}`)).toEqual(seen);
  expect(visible.next_offset).toBe(next_offset);
});

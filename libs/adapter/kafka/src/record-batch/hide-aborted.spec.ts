import { describe, expect, it } from '@jest/globals';
import type { FetchedRecord } from './fetched-record.js';
import { hideAborted } from './hide-aborted.js';

/**
 * `A` writes as a producer in a transaction, `.` outside of any; `-A` is its abort, `+A` its commit; one
 * record an offset.
 */
function log(text: string): FetchedRecord[] {
  return text.split(' ').map((word, offset) => {
    const marker = /^[-+]/.test(word);
    const producerId = word.at(-1) ?? '';
    return {
      offset: String(offset),
      timestamp: '0',
      attributes: 0,
      headers: {},
      fault: null,
      value: marker ? null : Buffer.from(word),
      key: marker ? Buffer.from([0, 0, 0, word.startsWith('-') ? 0 : 1]) : Buffer.alloc(4),
      isControlRecord: marker,
      batchContext: { producerId, inTransaction: producerId !== '.' },
    };
  });
}

const aborted = (...of: readonly [string, number][]) =>
  of.map(([producerId, first]) => ({ producerId, firstOffset: String(first) }));
const seen = (records: readonly FetchedRecord[]): string =>
  records
    .filter(({ isControlRecord }) => !isControlRecord)
    .map(({ offset, value }) => `${offset}${String(value)}`)
    .join(' ');

describe('records of an aborted transaction are hidden', () => {
  it.each<[string, string, [string, number][], number, string]>([
    ['nothing, where none was aborted', 'A A +A .', [], 0, '0A 1A 3.'],
    ['of one producer', 'A A -A . A +A', [['A', 0]], 0, '3. 4A'],
    [
      'twice of one producer',
      'A -A A +A A -A .',
      [
        ['A', 0],
        ['A', 4],
      ],
      0,
      '2A 6.',
    ],
    [
      'interleaved, listed in the order of their ends',
      'A A B B -B -A .',
      [
        ['B', 2],
        ['A', 0],
      ],
      0,
      '6.',
    ],
    ['next to one that was committed', 'A B A -A B +B', [['A', 0]], 0, '1B 4B'],
    [
      'of two that were open before the fetch begins',
      'A B A B -A -B .',
      [
        ['A', 0],
        ['B', 1],
      ],
      2,
      '6.',
    ],
    ['of a producer that writes outside of transactions as well', 'A . -A .', [['A', 0]], 0, '1. 3.'],
    ['though its end is in the next fetch', 'A A A', [['A', 0]], 1, ''],
  ])('%s', (_what, text, list, from, expected) => {
    expect(seen(hideAborted(log(text).slice(from), aborted(...list)))).toBe(expected);
  });

  it('but keep their offsets, so that the position advances past them', () => {
    const hidden = hideAborted(log('A . -A'), aborted(['A', 0]));
    expect(
      hidden.map(({ offset, isControlRecord, value }) => [offset, isControlRecord, value === null]),
    ).toEqual([
      ['0', true, true],
      ['1', false, false],
      ['2', true, true],
    ]);
  });
});

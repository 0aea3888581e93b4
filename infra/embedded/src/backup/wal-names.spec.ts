import { describe, expect, it } from '@jest/globals';
import { isArchived, missingSegments, segmentOfName, segmentOfPosition } from './wal-names.js';

const name = (at: number): string =>
  `00000001${'0'.repeat(8)}${at.toString(16).toUpperCase().padStart(8, '0')}`;

describe('files of a WAL archive', () => {
  it.each<[string, boolean]>([
    [name(5), true],
    ['00000002.history', true],
    [`${name(5)}.part`, false],
    [`${name(5)}.00000028.backup`, false],
    ['wal', false],
  ])('%s is restored: %s', (file, wanted) => {
    expect(isArchived(file)).toBe(wanted);
  });

  it.each<[string, bigint]>([
    ['0/0', 0n],
    ['0/5000028', 5n],
    ['0/FFFFFFFF', 255n],
    ['1/0', 256n],
    ['A/1000000', 2561n],
  ])('the position %s is in segment %s', (lsn, segment) => {
    expect(segmentOfPosition(lsn)).toBe(segment);
  });

  it('a file has the number of the positions in it, on any timeline', () => {
    expect(segmentOfName('0000000300000001000000FF')).toBe(segmentOfPosition('1/FF000000'));
    expect(segmentOfName('00000003.history')).toBeNull();
  });

  it.each<[string, number[], string, bigint[]]>([
    ['nothing is missing', [3, 4, 5], '0/3000028', []],
    ['older files do not count', [1, 4, 5], '0/4000000', []],
    ['a hole', [3, 5, 7], '0/3000028', [4n, 6n]],
    ['the first', [4, 5], '0/3000028', [3n]],
    ['everything', [], '0/3000028', [3n]],
  ])('%s', (_what, there, from, missing) => {
    expect(missingSegments(there.map(name), from)).toEqual(missing);
  });
});

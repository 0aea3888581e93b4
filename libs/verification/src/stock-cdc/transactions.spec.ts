import { describe, expect, it } from '@jest/globals';
import { isLater, parseSnapshot } from './transactions.js';

const WRAP = 2 ** 32;

describe('a transaction and a snapshot', () => {
  it.each<[string, number | null, string, number, boolean]>([
    ['that ended before', 9, '10:20:10,14', 30, false],
    ['that was running', 14, '10:20:10,14', 30, true],
    ['that ended among running ones', 15, '10:20:10,14', 30, false],
    ['that began afterwards', 20, '10:20:', 30, true],
    ['that nobody has begun', 30, '10:20:', 30, false],
    ['of a message that names none', null, '10:20:', 30, false],
    ['that is no number of one', 20.5, '10:20:', 30, false],
    ['that is out of range', WRAP + 20, '10:20:', 30, false],
    ['before the ids began again', WRAP - 1, `${WRAP - 2}:${WRAP + 5}:${WRAP - 2}`, WRAP + 9, false],
    ['running before they began again', WRAP - 2, `${WRAP - 2}:${WRAP + 5}:${WRAP - 2}`, WRAP + 9, true],
    ['after they began again', 6, `${WRAP - 2}:${WRAP + 5}:`, WRAP + 9, true],
  ])('%s', (_what, xid, rows_at, xmax, later) =>
    expect(isLater(xid, parseSnapshot(rows_at), { xmax })).toBe(later),
  );

  it('is not read from another text', () => expect(() => parseSnapshot('10:20')).toThrow('no snapshot'));
});

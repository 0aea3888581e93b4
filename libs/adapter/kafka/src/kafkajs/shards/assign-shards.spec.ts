import { describe, expect, it } from '@jest/globals';
import { PartitionCountError } from '../../errors.js';
import { assignShards, type GroupMember, holdersIn } from './assign-shards.js';

const members = (subscribed: Record<string, string>): GroupMember[] =>
  Object.entries(subscribed).map(([id, topics]) => ({ id, topics: topics.split(' ') }));
const four = new Map([
  ['a', 4],
  ['b', 4],
  ['c', 4],
]);

describe('a shard', () => {
  it.each<[string, Record<string, string>, string[], Record<string, number[]>]>([
    ['one member holds all', { m: 'a b' }, ['a', 'b'], { m: [0, 1, 2, 3] }],
    ['by number, whatever order they come in', { n: 'b a', m: 'a b' }, ['a', 'b'], { m: [0, 2], n: [1, 3] }],
    [
      'more members than shards',
      { p: 'a', q: 'a', r: 'a', s: 'a', t: 'a' },
      ['a'],
      { p: [0], q: [1], r: [2], s: [3], t: [] },
    ],
    [
      'a new version reads a topic more: only it holds',
      { old: 'a b', new: 'a b c' },
      ['a', 'b', 'c'],
      { new: [0, 1, 2, 3] },
    ],
    [
      'two of the new version',
      { x: 'a b c', old: 'a b', y: 'c b a' },
      ['a', 'b', 'c'],
      { x: [0, 2], y: [1, 3] },
    ],
    [
      'a topic is replaced: one side holds, the other waits',
      { old: 'a b', new: 'a c' },
      ['a', 'b'],
      { old: [0, 1, 2, 3] },
    ],
    ['a topic that is named twice', { m: 'a a b', n: 'a b' }, ['a', 'b'], { m: [0, 2], n: [1, 3] }],
  ])('%s', (_name, subscribed, topics, shards) => {
    const holders = holdersIn(members(subscribed));
    expect(holders.topics).toEqual(topics);
    expect(Object.fromEntries(assignShards(holders, four))).toEqual(shards);
  });

  it('never has topics with different partition counts, which are named', () => {
    const holders = holdersIn(members({ m: 'a b' }));
    expect(() =>
      assignShards(
        holders,
        new Map([
          ['a', 4],
          ['b', 8],
        ]),
      ),
    ).toThrow(PartitionCountError);
    expect(() =>
      assignShards(
        holders,
        new Map([
          ['a', 4],
          ['b', 8],
        ]),
      ),
    ).toThrow('a 4, b 8');
    expect(() => assignShards(holders, new Map([['a', 4]]))).toThrow('a 4, b 0');
  });
});

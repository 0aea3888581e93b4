import { describe, expect, it } from '@jest/globals';
import { partitionsInTurn } from './partitions-in-turn.js';

const asked = (topics: Readonly<Record<string, number>>) => ({
  maxBytes: 7,
  topics: Object.entries(topics).map(([topic, count]) => ({
    topic,
    partitions: Array.from({ length: count }, (_one, partition) => ({
      partition,
      fetchOffset: `${partition}`,
    })),
  })),
});
const inOrder = ({ topics }: ReturnType<typeof asked>): string[] =>
  topics.flatMap(({ topic, partitions }) => partitions.map(({ partition }) => `${topic}/${partition}`));

describe('a fetch request', () => {
  it.each<[string, Readonly<Record<string, number>>]>([
    ['one topic', { a: 8 }],
    ['topics with as many partitions each, even in number', { a: 8, b: 8 }],
    ['three topics', { a: 4, b: 4, c: 4 }],
    ['topics with different numbers', { a: 1, b: 4 }],
  ])('of %s has each partition once, and each is the first in some turn', (_what, topics) => {
    const all = inOrder(asked(topics));
    const turns = Array.from({ length: 64 }, (_one, turn) => inOrder(partitionsInTurn(asked(topics), turn)));
    for (const order of turns) expect([...order].sort()).toEqual([...all].sort());
    expect(new Set(turns.map(([first]) => first))).toEqual(new Set(all));
  });

  it.each<[string, ReturnType<typeof asked>]>([
    ['nothing', asked({})],
    ['a topic without partitions', asked({ a: 0 })],
  ])('of %s is unchanged', (_what, question) => expect(partitionsInTurn(question, 5)).toEqual(question));
});

import { describe, expect, it } from '@jest/globals';
import { OutcomeComparison, type SaidOutcome } from './compare-outcomes.js';

const said = (...names: string[]): SaidOutcome[] =>
  names.map((name) => ({ name: name.slice(0, 1), digest: name }));

describe('OutcomeComparison', () => {
  it.each<[string, SaidOutcome[], SaidOutcome[], string[], object]>([
    [
      'nothing anywhere',
      [],
      [],
      [],
      { in_tables: 0, on_topic: 0, missing: [], differing: [], only_on_topic: [] },
    ],
    [
      'the same on both sides',
      said('a', 'b'),
      said('b', 'a'),
      [],
      { in_tables: 2, on_topic: 2, missing: [], differing: [], only_on_topic: [] },
    ],
    ['one that was told twice', said('a'), said('a', 'a'), [], { on_topic: 1, missing: [], differing: [] }],
    ['one that was never told', said('a', 'b', 'c'), said('b'), [], { missing: ['a', 'c'], differing: [] }],
    ['one that the tables lack', said('a'), said('a', 'b'), [], { missing: [], only_on_topic: ['b'] }],
    ['one that was decided meanwhile', said('a'), said('a', 'b'), ['b'], { missing: [], only_on_topic: [] }],
    [
      'one of which something else was told',
      said('a'),
      said('a2'),
      [],
      { missing: [], differing: ['a'], only_on_topic: [] },
    ],
    ['one of which the right thing was told at last', said('a'), said('a2', 'a'), [], { differing: [] }],
    ['one of which the right thing was told at first', said('a'), said('a', 'a2'), [], { differing: ['a'] }],
  ])('finds %s', (_name, held, reported, known_since, wanted) => {
    const comparison = new OutcomeComparison(new Map(held.map(({ name, digest }) => [name, digest])));
    for (const one of reported) comparison.consume(one, false);
    expect(comparison.result(new Set(known_since))).toMatchObject(wanted);
  });

  it('counts repeated emissions', () => {
    const comparison = new OutcomeComparison(new Map([['a', 'a']]));
    for (const again of [false, true, true]) comparison.consume({ name: 'a', digest: 'a' }, again);
    expect(comparison.result(new Set())).toMatchObject({ on_topic: 1, emitted_again: 2 });
  });
});

import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Hop } from '@stockproof/console';
import { partOf } from '@stockproof/testing/kit';
import { Series, SERIES_NAMES } from './series.js';

const MINUTE_MS = 60_000;
const NAMES = ['decided.per_second', 'decided.oldest_seconds'];
let series: Series;
const add = (at_ms: number, figures: Partial<Hop>): void =>
  series.add({
    at: new Date(at_ms).toISOString(),
    hops: [
      partOf<Hop>({
        ...{ id: 'decided', per_second: null, lag_messages: null, oldest_seconds: null },
        ...figures,
      }),
    ],
  });
const read = (names: readonly string[], minutes: number, now_ms: number) =>
  series.read(names, minutes, now_ms).series;

beforeEach(() => void (series = new Series()));

describe('the series', () => {
  it('have the figures that are known, by hop and figure', () => {
    add(1_000, { per_second: 7, oldest_seconds: 0.5 });
    add(3_000, { per_second: null, oldest_seconds: 1.5 });
    expect(read(NAMES, 15, 3_000)).toEqual([
      {
        name: 'decided.oldest_seconds',
        unit: 'seconds',
        points: [
          [1_000, 0.5],
          [3_000, 1.5],
        ],
      },
      { name: 'decided.per_second', unit: 'per second', points: [[1_000, 7]] },
    ]);
    expect(read(['of nobody'], 15, 3_000)).toEqual([]);
  });

  it('are those of the minutes that are asked', () => {
    add(0, { per_second: 1 });
    add(2 * MINUTE_MS, { per_second: 2 });
    expect(read(['decided.per_second'], 1, 2 * MINUTE_MS)[0]?.points).toEqual([[2 * MINUTE_MS, 2]]);
  });

  it('keep 15 minutes and no more points than a bound', () => {
    add(0, { per_second: 1 });
    add(15 * MINUTE_MS + 1, { per_second: 2 });
    expect(read(['decided.per_second'], 60, 15 * MINUTE_MS)[0]?.points.length).toBe(1);
    for (let index = 0; index < 2_000; index += 1) add(20 * MINUTE_MS + index, { per_second: index });
    expect(read(['decided.per_second'], 60, 20 * MINUTE_MS)[0]?.points.length).toBe(900);
  });

  it('are three of each hop', () => expect(new Set(SERIES_NAMES).size).toBe(21));
});

import { expect, it } from '@jest/globals';
import { describeFreshness, type PartitionProgress } from './describe-freshness.js';

const at = (caught_up_ms: number | null, more: Partial<PartitionProgress> = {}): PartitionProgress => ({
  next_offset: 5,
  end: 5,
  build: 1,
  live_build: 1,
  caught_up_ms,
  ...more,
});
const NOW_MS = 10_000;

it.each<[string, PartitionProgress[], object]>([
  ['none', [], { as_of: null, age_ms: null, lag: 0, building: false }],
  ['one', [at(9_000)], { as_of: '1970-01-01T00:00:09.000Z', age_ms: 1_000, lag: 0, building: false }],
  [
    'the oldest',
    [at(9_000), at(4_000)],
    { as_of: '1970-01-01T00:00:04.000Z', age_ms: 6_000, lag: 0, building: false },
  ],
  ['one that never was', [at(9_000), at(null)], { as_of: null, age_ms: null, lag: 0, building: false }],
  [
    'behind',
    [at(9_000, { end: 8 }), at(9_000, { end: 7 })],
    { as_of: '1970-01-01T00:00:09.000Z', age_ms: 1_000, lag: 5, building: false },
  ],
  ['built', [at(null, { live_build: null })], { as_of: null, age_ms: null, lag: 0, building: true }],
  [
    'a clock that went back',
    [at(11_000)],
    { as_of: '1970-01-01T00:00:11.000Z', age_ms: 0, lag: 0, building: false },
  ],
])('%s', (_case, partitions, said) => expect(describeFreshness(partitions, NOW_MS)).toEqual(said));

import { expect, it } from '@jest/globals';
import { sumOfMetric } from './sum-of-metric.js';

const TEXT = `# HELP a_total queued, or not
# TYPE a_total counter
a_total{result="queued",topic="x"} 5 1700000000000
a_total{result="refused",why="a \\"queued\\", b} 9"} 2
a_total_more 100
b 1.5e3
c{topic="x"} NaN
`;

it.each<[string, [string, string] | undefined, number | null]>([
  ['a_total', undefined, 7],
  ['a_total', ['result', 'queued'], 5],
  ['a_total', ['result', 'absent'], null],
  ['b', undefined, 1_500],
  ['c', undefined, null],
  ['absent', undefined, null],
])('%s with %p is %p', (name, label, sum) => expect(sumOfMetric(TEXT, name, label)).toBe(sum));

import { expect, it } from '@jest/globals';
import { shortRules } from './short-rules.js';

it.each([
  ['avg_over_time(x[5m]) < 0.5', 'avg_over_time(x[10s]) < 0.5'],
  ['rate(x[30m]) / rate(y[1d])', 'rate(x[60s]) / rate(y[2880s])'],
  ['x[1m]', 'x[4s]'],
  ['for: 2m', 'for: 4s'],
  ['interval: 15s', 'interval: 1s'],
  ['x unless x offset 10m', 'x unless x offset 20s'],
  ['predict_linear(x[30m], 14400)', 'predict_linear(x[60s], 480)'],
  ['max(x) > 15', 'max(x) > 15'],
])('%s becomes %s', (text, expected) => expect(shortRules(text, 30)).toBe(expected));

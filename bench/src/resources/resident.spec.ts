import { expect, it } from '@jest/globals';
import { parseStatus } from './resident.js';

it.each<[string, string, number, number]>([
  ['both lines', 'Name:\tnode\nVmHWM:\t  358400 kB\nVmRSS:\t  102400 kB\nRssAnon:\t 1 kB\n', 350, 100],
  ['a process that has no memory any more', 'Name:\tnode\nState:\tZ (zombie)\n', 0, 0],
])('reads %s', (_name, status, peak_mib, now_mib) =>
  expect(parseStatus(status)).toEqual({ peak_mib, now_mib }),
);

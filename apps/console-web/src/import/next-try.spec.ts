import { expect, it } from '@jest/globals';
import { ApiProblem } from '../api/api-problem.js';
import { nextTryMs } from './next-try.js';

const problem = (status: number): ApiProblem => new ApiProblem(status, 'code', 'title', 'detail', null);

it.each<[string, unknown, number, number | null]>([
  ['no answer', problem(0), 1, 1_000],
  ['too fast', problem(429), 1, 1_000],
  ['too fast again', problem(429), 3, 4_000],
  ['unknown outcome', problem(503), 2, 2_000],
  ['no service', problem(502), 6, 30_000],
  ['for too long', problem(503), 12, null],
  ['the login is over', problem(401), 1, null],
  ['another seller', problem(403), 1, null],
  ['a body that is wrong', problem(400), 1, null],
  ['a fault of the page', new Error('x'), 1, null],
])('after %s', (_what, cause, tries, expected) => expect(nextTryMs(cause, tries)).toBe(expected));

import { ApiProblem } from '../api/api-problem.js';

const MAX_TRIES = 12;
const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

/**
 * How long to wait before the same rows are sent again with the same ids; null: sending them again cannot help. What was refused for now, and
 * what has no known outcome, is sent again: the ids make it harmless. Pure.
 */
export function nextTryMs(problem: unknown, tries: number): number | null {
  if (!(problem instanceof ApiProblem)) return null;
  const for_now = problem.status === 0 || problem.status === 429 || problem.status >= 500;
  return for_now && tries < MAX_TRIES ? Math.min(LONGEST_MS, FIRST_MS * 2 ** (tries - 1)) : null;
}

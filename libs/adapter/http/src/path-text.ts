import { isIdentifier } from '@stockproof/events';
import { Problem } from './problem.js';

/** Returns a path or query value that is an identifier. Throws a 400 if it cannot be one. */
export function pathText(value: unknown, name: string, most_code_points: number): string {
  if (isIdentifier(value, most_code_points)) return value;
  throw new Problem(400, 'bad_request', `${name} must be 1 to ${most_code_points} printable characters`);
}

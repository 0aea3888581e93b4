import { isIdentifier, parseEventTime } from '@stockproof/events';
import { Problem } from '../responses/problem.js';

/** Returns a path or query value that is an identifier. Throws a 400 if it cannot be one. */
export function pathText(value: unknown, name: string, most_code_points: number): string {
  if (isIdentifier(value, most_code_points)) return value;
  throw new Problem(400, 'bad_request', `${name} must be 1 to ${most_code_points} printable characters`);
}

/** The OpenAPI schema of an integer that `wholeNumber` reads. Both bounds are included. */
export const wholeSchema = (least: number, max: number) =>
  ({ type: 'integer', minimum: least, maximum: max }) as const;

/**
 * Returns an identifier of a query, or null if it is missing. Throws a 400 if it is not valid or repeated.
 */
export function textOrNull(value: unknown, name: string, most_code_points: number): string | null {
  return value === undefined ? null : pathText(value, name, most_code_points);
}

/** Returns one of these values of a query, or null if it is missing. Throws a 400 for any other. */
export function wordOrNull<T extends string>(value: unknown, name: string, words: readonly T[]): T | null {
  if (value === undefined) return null;
  const known = words.find((word) => word === value);
  if (known !== undefined) return known;
  throw new Problem(400, 'bad_request', `${name} must be one of ${words.join(', ')}`);
}

/** The OpenAPI schema of a time that `instantOrNull` reads. */
export const INSTANT_SCHEMA = { type: 'string', format: 'date-time' } as const;

/**
 * Returns a time of a query, RFC 3339 with an offset, or null if it is missing. Throws a 400 if it is not valid or
 * repeated.
 */
export function instantOrNull(value: unknown, name: string): Date | null {
  if (value === undefined) return null;
  const ms = typeof value === 'string' ? parseEventTime(value) : null;
  if (ms !== null) return new Date(ms);
  throw new Problem(400, 'bad_request', `${name} must be a time with an offset (RFC 3339)`);
}

/**
 * Returns an integer of a path or a query, or `otherwise` if it is missing. Throws a 400 if it is not an
 * integer in the range.
 */
export function wholeNumber(
  value: unknown,
  name: string,
  least: number,
  max: number,
  otherwise?: number,
): number {
  if (value === undefined && otherwise !== undefined) return otherwise;
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
  if (Number.isSafeInteger(number) && number >= least && number <= max) return number;
  throw new Problem(400, 'bad_request', `${name} must be a whole number from ${least} to ${max}`);
}

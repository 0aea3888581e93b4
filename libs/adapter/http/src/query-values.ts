import { pathText } from './path-text.js';
import { Problem } from './problem.js';

export const wholeSchema = (least: number, max: number) =>
  ({ type: 'integer', minimum: least, maximum: max }) as const;

/**
 * A name in a query, or null where it is left out. Throws a 400 for what no name can be, such as the same key
 * twice.
 */
export function textOrNull(value: unknown, name: string, most_code_points: number): string | null {
  return value === undefined ? null : pathText(value, name, most_code_points);
}

/** One of some words in a query, or null where it is left out. Throws a 400. */
export function wordOrNull<T extends string>(value: unknown, name: string, words: readonly T[]): T | null {
  if (value === undefined) return null;
  const known = words.find((word) => word === value);
  if (known !== undefined) return known;
  throw new Problem(400, 'bad_request', `${name} must be one of ${words.join(', ')}`);
}

/** A whole number in a path or a query, or `otherwise` where it is left out. Throws a 400. */
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

import { pathText } from './path-text.js';
import { Problem } from './problem.js';

/** Names in OpenAPI, as pathText takes them. */
export const nameSchema = (most_code_points: number) =>
  ({ type: 'string', minLength: 1, maxLength: most_code_points, pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]+$' }) as const;

export const instantSchema = { type: 'string', format: 'date-time' } as const;

export const wholeSchema = (least: number, most: number) => ({ type: 'integer', minimum: least, maximum: most }) as const;

/** A name in a query, or null where it is left out. Throws a 400 for what no name can be, such as the same key twice. */
export function textOrNull(value: unknown, name: string, most_code_points: number): string | null {
  return value === undefined ? null : pathText(value, name, most_code_points);
}

/**
 * RFC 3339 in a query as UTC with milliseconds, or null where it is left out: a zone that PostgreSQL would not take is one
 * to us. Throws a 400, also for a year that is none there.
 */
export function instantOrNull(value: unknown, name: string): string | null {
  if (value === undefined) return null;
  const ms = typeof value === 'string' && RFC3339.test(value) ? Date.parse(value) : Number.NaN;
  if (ms >= FIRST_MS && ms <= LAST_MS) return new Date(ms).toISOString();
  throw new Problem(400, 'bad_request', `${name} must be a time such as 2026-06-19T18:23:11Z`);
}

const FIRST_MS = Date.parse('0001-01-01T00:00:00Z');
const LAST_MS = Date.parse('9999-12-31T23:59:59.999Z');

const RFC3339 = /^\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)$/;

/** One of some words in a query, or null where it is left out. Throws a 400. */
export function wordOrNull<T extends string>(value: unknown, name: string, words: readonly T[]): T | null {
  if (value === undefined) return null;
  const known = words.find((word) => word === value);
  if (known !== undefined) return known;
  throw new Problem(400, 'bad_request', `${name} must be one of ${words.join(', ')}`);
}

/** A whole number in a path or a query, or `otherwise` where it is left out. Throws a 400. */
export function wholeNumber(value: unknown, name: string, least: number, most: number, otherwise?: number): number {
  if (value === undefined && otherwise !== undefined) return otherwise;
  const number = typeof value === 'string' && /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN;
  if (Number.isSafeInteger(number) && number >= least && number <= most) return number;
  throw new Problem(400, 'bad_request', `${name} must be a whole number from ${least} to ${most}`);
}

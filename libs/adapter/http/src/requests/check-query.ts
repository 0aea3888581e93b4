import type { Declared } from '../openapi/declared.js';
import { quoteNames } from './quote-names.js';
import { Problem } from '../responses/problem.js';

/**
 * Checks a query against its declaration. Returns a 400 that names the faulty parameters; null if each is
 * known and occurs as often as allowed.
 */
export function checkQuery(url: string, query: object, { queries }: Declared): Problem | null {
  const at = url.indexOf('?');
  if (at < 0) return null;
  // Otherwise undecodable escapes would be taken literally.
  if (!isReadable(url.slice(at))) return new Problem(400, 'bad_request', 'the query is not UTF-8');
  const names = Object.keys(query);
  const unknown = names.filter((name) => !queries.has(name));
  if (unknown.length > 0) {
    const known = queries.size === 0 ? 'none' : [...queries.keys()].join(', ');
    return new Problem(
      400,
      'unknown_query_parameter',
      `${quoteNames('the query parameter', unknown)} is not known; this operation takes ${known}`,
    );
  }
  const twice = Object.entries(query)
    .filter(([name, value]) => Array.isArray(value) && queries.get(name)?.many !== true)
    .map(([name]) => name);
  return twice.length === 0
    ? null
    : new Problem(400, 'bad_request', `${quoteNames('the query parameter', twice)} may be once`);
}

function isReadable(text: string): boolean {
  try {
    return decodeURIComponent(text) !== '';
  } catch {
    return false;
  }
}

import type { Declared } from './declared.js';
import { quoteNames } from './quote-names.js';
import { Problem } from './problem.js';

/**
 * Why a query is refused, with the names at fault; null where each is known and stands as often as it may.
 */
export function checkQuery(url: string, query: object, { queries }: Declared): Problem | null {
  const at = url.indexOf('?');
  if (at < 0) return null;
  // Its escapes would be taken for the name that is asked for.
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

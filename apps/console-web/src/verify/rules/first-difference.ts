/** The first member in which two values differ, as `checks[0].compared`; null if they are the same. */
export function firstDifference(one: unknown, other: unknown, path = ''): string | null {
  if (Object.is(one, other)) return null;
  if (!isNested(one) || !isNested(other) || Array.isArray(one) !== Array.isArray(other)) return path;
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  for (const name of names) {
    const at = Array.isArray(one) ? `${path}[${name}]` : path === '' ? name : `${path}.${name}`;
    if (!(name in one) || !(name in other)) return at;
    const found = firstDifference(one[name], other[name], at);
    if (found !== null) return found;
  }
  return null;
}

function isNested(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

const MAX = 5;
const LONGEST = 64;

/** Formats names from a request for a sentence: quoted, shortened, the first few. */
export function quoteNames(what: string, names: readonly string[]): string {
  const quoted = names.slice(0, MAX).map((name) => JSON.stringify([...name].slice(0, LONGEST).join('')));
  const more = names.length > MAX ? ` and ${names.length - MAX} more` : '';
  return `${what}${names.length === 1 ? '' : 's'} ${quoted.join(', ')}${more}`;
}

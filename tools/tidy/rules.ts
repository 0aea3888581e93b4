/** A file as the style guide sees it. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

export const MOST_COLUMNS = 110;
export const MOST_LINES = 100;

const MARKER = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK'].join('|')})\\b`);
const STATEMENT = /^const [A-Z_]*SQL[A-Z_]* = /gm;

/** What is wrong with a file, each with what to do instead. None of these has exceptions. */
export function faults({ path, text }: SourceFile): string[] {
  const wrong: string[] = [];
  if (MARKER.test(text)) wrong.push('a note to oneself: do it, or write it into an issue');
  if (/\/sql\//.test(path) && (text.match(STATEMENT) ?? []).length !== 1)
    wrong.push('one SQL statement a file, in a const SQL');
  if (/(^|\/)(utils?|helpers?|common|misc|manager)\.ts$/.test(path))
    wrong.push('a name that says nothing: name the file by what it does');
  if (/^export default /m.test(text) && !path.endsWith('.d.ts'))
    wrong.push('a default export: export it by its name');
  if (/\bconsole\.log\(/.test(text) && /^(apps|libs)\//.test(path) && !/migrations\/main\.ts$/.test(path)) {
    wrong.push('console.log in a service: use the logger');
  }
  return wrong;
}

/** What the ratchet counts: lines beyond the columns, and lines beyond the length of a file that is read at once. */
export function excess({ path, text }: SourceFile): number {
  const lines = text.split('\n');
  const wide = lines.filter((line) => line.length > MOST_COLUMNS).length;
  // A decision table may be as long as there are cases.
  const long = path.endsWith('.spec.ts') ? 0 : Math.max(0, lines.length - 1 - MOST_LINES);
  return wide + long;
}

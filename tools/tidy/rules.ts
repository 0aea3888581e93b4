/** A source file: path and text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** Longest file that is still read in one go; most have 40 to 60 lines. */
export const MAX_LINES = 300;

const MARKER = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK'].join('|')})\\b`);
/** A spec's table of cases may be as long as there are cases. */
const TABLE = /\.spec\.tsx?$/;
const STATEMENT = /^const [A-Z_]*SQL[A-Z_]* =/gm;

/** Faults of a file, each with what to do instead. None of these rules has exceptions. */
export function faults({ path, text }: SourceFile): string[] {
  const wrong: string[] = [];
  if (MARKER.test(text)) wrong.push('a note to oneself: do it, or write it into an issue');
  if (/\/sql\/.*(?<!\.spec)\.ts$/.test(path)) wrong.push(...faultsOfStatements(text));
  if (/(^|\/)(utils?|helpers?|common|misc|manager)\.ts$/.test(path))
    wrong.push('a name that says nothing: name the file by what it does');
  if (/^export default /m.test(text) && !path.endsWith('.d.ts'))
    wrong.push('a default export: export it by its name');
  if (/\bconsole\.log\(/.test(text) && /^(apps|libs)\//.test(path) && !/migrations\/main\.ts$/.test(path)) {
    wrong.push('console.log in a service: use the logger');
  }
  const lines = text.split('\n').length - 1;
  if (lines > MAX_LINES && !TABLE.test(path)) {
    wrong.push(`${lines} lines, at most ${MAX_LINES}: split it where a reader would stop`);
  }
  return wrong;
}

/**
 * Several statements of a file have different constants and different query names, because PostgreSQL refuses
 * another text under the name of a prepared statement. A statement whose text contains a condition has no
 * query name.
 */
function faultsOfStatements(text: string): string[] {
  const statements: readonly string[] = text.match(STATEMENT) ?? [];
  if (statements.length === 0) return ['a file of sql/ without a statement in a const SQL'];
  // An entry of a column list has a name and a type; it is no statement.
  const names: readonly string[] = text.match(/\bname: '[a-z-]+'(?!, type:)/g) ?? [];
  const named = statements.length === 1 || !statements.includes('const SQL =');
  return named && new Set(names).size === names.length
    ? []
    : ['statements of sql/ that have no name of their own: a const …_SQL each, and no query name twice'];
}

import ts from 'typescript';

/** A function on the path, in the order of calls. */
export interface Step {
  /** `name`, or `Class.method`. */
  readonly symbol: string;
  /** Relative to the repository. */
  readonly path: string;
  /** A framework calls it, so that no file before it names it. */
  readonly entry: boolean;
}

/** The linked functions of a walkthrough, in order. */
export function stepsOf(markdown: string): Step[] {
  return [...markdown.matchAll(/(\*Entry\* )?\[`([\w.]+)`\]\(\.\.\/([^)]+)\)/g)].map(
    ([, entry, symbol = '', path = '']) => ({ symbol, path, entry: entry !== undefined }),
  );
}

/** Faults of the steps: a file or symbol that does not exist, or a step that no earlier file names. */
export function faultsOf(steps: readonly Step[], read: (path: string) => string | null): string[] {
  const before = new Map<string, string>();
  return steps.flatMap(({ symbol, path, entry }) => {
    const text = read(path);
    if (text === null) return [`${path} is not there`];
    const called = [...before].some(([other, its]) => other !== path && names(its, symbol));
    const known = before.has(path);
    before.set(path, text);
    if (!definedIn(text).has(symbol)) return [`${path} does not define ${symbol}`];
    return entry || known || called ? [] : [`no step before ${symbol} names it`];
  });
}

/** The number of different files under these folders. */
export function filesUnder(steps: readonly Step[], folders: readonly string[]): number {
  return new Set(
    steps.map(({ path }) => path).filter((path) => folders.some((folder) => path.startsWith(folder))),
  ).size;
}

function names(text: string, symbol: string): boolean {
  return new RegExp(`\\b${symbol.split('.').at(-1)}\\b`).test(text);
}

/** Functions and methods of a file. */
function definedIn(text: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const statement of ts.createSourceFile('a.ts', text, ts.ScriptTarget.Latest, true).statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name !== undefined) found.add(statement.name.text);
    if (ts.isClassDeclaration(statement) && statement.name !== undefined)
      for (const member of statement.members)
        if (ts.isMethodDeclaration(member)) found.add(`${statement.name.text}.${member.name.getText()}`);
  }
  return found;
}

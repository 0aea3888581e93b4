import { basename } from 'node:path';
import ts from 'typescript';
import type { SourceFile } from './rules.js';

const WRITES = /\b(INSERT INTO|UPDATE \w+( AS \w+)?\s+SET|DELETE FROM)\b/;

/**
 * Names of the exported functions of `sql/` files that change rows: those that reach a statement that does,
 * in the same file.
 */
export function writingFunctions(files: readonly SourceFile[]): ReadonlySet<string> {
  return new Set(
    files
      .filter(({ path, text }) => /\/sql\//.test(path) && WRITES.test(text))
      .flatMap(({ text }) =>
        [...text.matchAll(/^export async function (\w+)/gm)]
          .map(([, name = '']) => name)
          .filter((name) => reachesWrite(name, declarationsOf(text))),
      ),
  );
}

/** Text of each top-level function and constant of a file, by name. */
function declarationsOf(text: string): ReadonlyMap<string, string> {
  const source = ts.createSourceFile('sql.ts', text, ts.ScriptTarget.Latest, true);
  const found = new Map<string, string>();
  for (const statement of source.statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name !== undefined)
      found.set(statement.name.text, statement.getText());
    if (ts.isVariableStatement(statement))
      for (const { name } of statement.declarationList.declarations)
        found.set(name.getText(), statement.getText());
  }
  return found;
}

function reachesWrite(
  name: string,
  declared: ReadonlyMap<string, string>,
  seen = new Set<string>(),
): boolean {
  const text = declared.get(name);
  if (text === undefined || seen.has(name)) return false;
  seen.add(name);
  if (WRITES.test(text)) return true;
  return (text.match(/\b\w+\b/g) ?? []).some((word) => word !== name && reachesWrite(word, declared, seen));
}

/** Name of the connection in code whose caller has the transaction and its failpoint. */
const IN_A_TRANSACTION = new Set(['db', 'client']);
/**
 * Writes that a person repeats by hand: creating and revoking keys, requests and approvals, a seller's policy, and
 * what an operator accepts. Also the queue of continuous verification and the counts of offers, whose next turn repeats a failed write.
 */
const NOT_ON_A_PATH =
  /^apps\/(command-handler\/src\/late-movements\/|ingestion\/src\/(api-keys|token-revocations)\/|recovery\/src\/evidence\/(keys\/|rotate-key\.ts)|recovery\/src\/dead-letters\/(settle\/release-dead-letter|redrive\/(ask|approve|withdraw)-redrive|plans\/(ask|approve|withdraw)-plan)\.ts|recovery\/src\/outcomes\/|recovery\/src\/confidence\/(continuous\/due-offers|proofs\/keep-counts)\.ts|(availability-projection|recovery)\/src\/accept-loss\/)/;

/** Every write of a service without a failpoint: no test could end the process there. */
export function unguardedWrites({ path, text }: SourceFile, writing: ReadonlySet<string>): string[] {
  if (
    !/^apps\/.*\.ts$/.test(path) ||
    /\.spec\.ts$|\/(sql|migrations)\//.test(path) ||
    NOT_ON_A_PATH.test(path)
  )
    return [];
  const source = ts.createSourceFile(basename(path), text, ts.ScriptTarget.Latest, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const what = writeIn(node, text, writing);
      if (what !== null && !crosses(node))
        found.push(`${path}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${what}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function writeIn(call: ts.CallExpression, text: string, writing: ReadonlySet<string>): string | null {
  const callee = call.expression.getText();
  const first = call.arguments[0]?.getText() ?? '';
  if (callee === 'inTransaction' && !text.includes('READ ONLY'))
    return 'a transaction without a name: use writeTransaction';
  if (/\bproducer\.send$/.test(callee)) return 'a message is sent outside of withFailpoint()';
  if (callee === 'rename' || callee === 'replaceFile')
    return 'a file is put in place outside of withFailpoint()';
  if (writing.has(callee) && !IN_A_TRANSACTION.has(first))
    return `${callee} writes outside of withFailpoint()`;
  return null;
}

function crosses(node: ts.Node): boolean {
  for (let up: ts.Node | undefined = node.parent; up !== undefined; up = up.parent) {
    if (ts.isCallExpression(up) && up.expression.getText() === 'withFailpoint') return true;
  }
  return false;
}

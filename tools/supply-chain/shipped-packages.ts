import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';

const { paths } = (
  ts.readConfigFile('tsconfig.base.json', (file) => readFileSync(file, 'utf8')).config as {
    compilerOptions: { paths: Record<string, [string]> };
  }
).compilerOptions;

/**
 * The packages that these sources load at run time, each with a file that imports it: what an image of them
 * must contain. Type imports and imports on demand are left out.
 */
export function shippedPackages(entries: readonly string[]): Map<string, string> {
  const seen = new Set<string>();
  const packages = new Map<string, string>();
  const walk = (file: string): void => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const name of importsOf(file)) {
      const source = sourceOf(name, file);
      if (source !== null) walk(source);
      else if (!name.startsWith('node:')) packages.set(packageOf(name), file);
    }
  };
  entries.forEach((entry) => walk(resolve(entry)));
  return packages;
}

function importsOf(file: string): string[] {
  const { statements } = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
  return statements.flatMap((statement) => {
    if (ts.isImportDeclaration(statement) && statement.importClause?.isTypeOnly !== true)
      return [textOf(statement.moduleSpecifier)];
    if (ts.isExportDeclaration(statement) && !statement.isTypeOnly && statement.moduleSpecifier !== undefined)
      return [textOf(statement.moduleSpecifier)];
    return [];
  });
}

const textOf = (name: ts.Expression): string => (ts.isStringLiteral(name) ? name.text : '');

/** Our source file for an import name; null if it is a package of others. */
function sourceOf(name: string, from: string): string | null {
  if (name.startsWith('.')) {
    const file = join(dirname(from), name);
    return [file.replace(/\.js$/, '.ts'), file].find((one) => existsSync(one)) ?? null;
  }
  const [path] = paths[name] ?? [];
  return path === undefined ? null : resolve(path);
}

function packageOf(name: string): string {
  return name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
}

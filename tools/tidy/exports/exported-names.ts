import { basename, dirname, join } from 'node:path';
import ts from 'typescript';
import type { SourceFile } from '../rules.js';

/** An exported name, where it is declared. Re-exports are followed to the declaration. */
export interface ExportedName {
  readonly path: string;
  readonly name: string;
  readonly is_type: boolean;
  /** Its file uses it elsewhere than in its own declaration. */
  readonly used_in_file: boolean;
  /** The files that import it, directly or through re-exports, unordered. */
  readonly imported_by: readonly string[];
}

interface Link {
  readonly from: string;
  /** `*`: everything. */
  readonly name: string;
}

interface Module {
  readonly declared: ReadonlyMap<string, { readonly is_type: boolean; readonly used_in_file: boolean }>;
  /** By exported name: where it comes from. */
  readonly re_exported: ReadonlyMap<string, Link>;
  readonly stars: readonly string[];
  readonly imports: readonly Link[];
}

type Resolve = (specifier: string, importer: string) => string | null;

/**
 * Every name that these files export, and who imports it. Uses syntax only, without type checking, so the
 * whole repository takes about two seconds. `aliases` are the `paths` of tsconfig.base.json.
 */
export function exportedNames(
  files: readonly SourceFile[],
  aliases: Readonly<Record<string, readonly string[]>>,
): ExportedName[] {
  const paths = new Set(files.map(({ path }) => path));
  const resolve: Resolve = (specifier, importer) => {
    const target = specifier.startsWith('.')
      ? join(dirname(importer), specifier).replace(/\.js$/, '.ts')
      : aliases[specifier]?.[0]?.replace('./', '');
    return [target, `${target ?? ''}x`].find((path) => path !== undefined && paths.has(path)) ?? null;
  };
  const modules = new Map(files.map((file) => [file.path, readModule(file, resolve)]));
  const importers = findImporters(modules);
  return [...modules].flatMap(([path, { declared }]) =>
    [...declared].map(([name, facts]) => ({
      path,
      name,
      ...facts,
      imported_by: [...(importers.get(`${path}#${name}`) ?? [])],
    })),
  );
}

function findImporters(modules: ReadonlyMap<string, Module>): ReadonlyMap<string, ReadonlySet<string>> {
  const importers = new Map<string, Set<string>>();
  const note = (importer: string, { from, name }: Link): void => {
    const module = modules.get(from);
    if (module === undefined) return;
    if (name === '*') {
      const all = [...module.declared.keys(), ...module.re_exported.keys()];
      for (const one of all) note(importer, { from, name: one });
      for (const star of module.stars) note(importer, { from: star, name: '*' });
      return;
    }
    if (module.declared.has(name)) {
      const key = `${from}#${name}`;
      importers.set(key, (importers.get(key) ?? new Set()).add(importer));
      return;
    }
    const link = module.re_exported.get(name);
    if (link !== undefined) note(importer, link);
    else for (const star of module.stars) note(importer, { from: star, name });
  };
  for (const [path, { imports }] of modules) for (const link of imports) note(path, link);
  return importers;
}

function readModule({ path, text }: SourceFile, resolve: Resolve): Module {
  const source = ts.createSourceFile(basename(path), text, ts.ScriptTarget.Latest, true);
  const declared = new Map<string, { is_type: boolean; used_in_file: boolean }>();
  const re_exported = new Map<string, Link>();
  const stars: string[] = [];
  const imports: Link[] = [];
  const uses = countIdentifiers(source);
  const local = new Map<string, Link>();
  const declare = (name: string, is_type: boolean): void =>
    void declared.set(name, { is_type, used_in_file: (uses.get(name) ?? 0) > 1 });
  for (const statement of source.statements) {
    if (ts.isImportDeclaration(statement)) {
      const from = resolve((statement.moduleSpecifier as ts.StringLiteral).text, path);
      const bindings = statement.importClause?.namedBindings;
      if (from === null || bindings === undefined) continue;
      if (ts.isNamespaceImport(bindings)) imports.push({ from, name: '*' });
      else
        for (const { name, propertyName } of bindings.elements) {
          const link = { from, name: (propertyName ?? name).text };
          local.set(name.text, link);
          imports.push(link);
        }
    } else if (ts.isExportDeclaration(statement)) {
      const from =
        statement.moduleSpecifier && resolve((statement.moduleSpecifier as ts.StringLiteral).text, path);
      if (from === null) continue;
      if (statement.exportClause === undefined) stars.push(from ?? '');
      else if (ts.isNamedExports(statement.exportClause))
        for (const { name, propertyName } of statement.exportClause.elements) {
          const original = (propertyName ?? name).text;
          const link = from === undefined ? local.get(original) : { from, name: original };
          if (link !== undefined) re_exported.set(name.text, link);
          else declare(name.text, false);
        }
    } else for (const [name, is_type] of declaredBy(statement)) declare(name, is_type);
  }
  for (const specifier of dynamicImports(source)) {
    const from = resolve(specifier, path);
    if (from !== null) imports.push({ from, name: '*' });
  }
  return { declared, re_exported, stars, imports };
}

function declaredBy(statement: ts.Statement): [string, boolean][] {
  if (!ts.canHaveModifiers(statement)) return [];
  if (!ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) =>
      ts.isIdentifier(name) ? [[name.text, false] as [string, boolean]] : [],
    );
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement))
    return [[statement.name.text, true]];
  if (
    ts.isFunctionDeclaration(statement) ||
    ts.isClassDeclaration(statement) ||
    ts.isEnumDeclaration(statement)
  )
    return statement.name === undefined ? [] : [[statement.name.text, false]];
  return [];
}

function countIdentifiers(source: ts.SourceFile): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) counts.set(node.text, (counts.get(node.text) ?? 0) + 1);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return counts;
}

function dynamicImports(source: ts.SourceFile): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [specifier] = node.arguments;
      if (specifier !== undefined && ts.isStringLiteral(specifier)) found.push(specifier.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

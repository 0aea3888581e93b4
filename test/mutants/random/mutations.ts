import ts from 'typescript';
import type { Mutation, Replace } from './mutation.js';
import { mutateLogic } from './mutate-logic.js';
import { mutateSteps } from './mutate-steps.js';
import { mutateSql } from './mutate-sql.js';
import { mutateValue } from './mutate-value.js';

/** All mutations of a file, each at one place. */
export function mutationsOf(path: string, text: string): Mutation[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: Mutation[] = [];
  const replace: Replace = (node, replacement) => {
    const start = node.getStart();
    found.push({
      line: source.getLineAndCharacterOfPosition(start).line + 1,
      start,
      end: node.getEnd(),
      replacement,
    });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || tells(node)) return;
    for (const mutate of [mutateLogic, mutateSteps, mutateValue]) mutate(node, replace);
    if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) mutateSql(node, replace);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Logging, metrics and API descriptions are not mutated, because they do not change what is done. */
const TELLING =
  /^(await )?(this\.)?(options\.)?(context\.)?(logger|recordSpans?|super|console|on(Retry|PassedOver|Unreadable|Anomaly|Step))\b/;
const DESCRIBING = /^@(Api[A-Z]|Answers?\b|Describe)/;

function tells(node: ts.Node): boolean {
  return (
    (ts.isExpressionStatement(node) && TELLING.test(node.getText())) ||
    (ts.isDecorator(node) && DESCRIBING.test(node.getText()))
  );
}

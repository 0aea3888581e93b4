import ts from 'typescript';
import type { Replace } from './mutation.js';

const SMALL = 3;
const TIME = /_ms\b|_MS\b|_s\b|_S\b|seconds|SECONDS|minutes|hours|days|interval|timeout|lifetime/i;
/** Removes one alternative of a regular expression, the first or the last. */
const ALTERNATIVES = /\(([^()|]+)\|([^()]*?)([^()|]+)\)/;

/** Numbers that are off by one, times in another unit, another status code, a removed case of a pattern. */
export function mutateValue(node: ts.Node, replace: Replace): void {
  if (ts.isNumericLiteral(node)) for (const other of otherNumbers(node)) replace(node, other);
  if (ts.isRegularExpressionLiteral(node) && ALTERNATIVES.test(node.text)) {
    replace(node, node.text.replace(ALTERNATIVES, '($2$3)'));
    replace(
      node,
      node.text.replace(
        ALTERNATIVES,
        (_, first: string, between: string) => `(${`${first}|${between}`.replace(/\|$/, '')})`,
      ),
    );
  }
}

function otherNumbers(node: ts.NumericLiteral): string[] {
  const value = Number(node.text);
  if (isStatus(node)) return [String(value === 200 ? 202 : 200)];
  if (value <= SMALL) return [String(value + 1)];
  if (TIME.test(declaredName(node)))
    return [value % 1_000 === 0 ? String(value / 1_000) : String(value * 1_000)];
  return [String(value + 1), String(value * 10)];
}

function isStatus(node: ts.NumericLiteral): boolean {
  return /^[1-5]\d\d$/.test(node.text) && /status|code|HttpException/i.test(declaredName(node));
}

/** The name of a value: its constant, its property, or the call that takes it. */
function declaredName(node: ts.Node): string {
  const { parent } = node;
  if (parent === undefined || ts.isBlock(parent) || ts.isSourceFile(parent)) return '';
  if (
    ts.isVariableDeclaration(parent) ||
    ts.isPropertyAssignment(parent) ||
    ts.isPropertyDeclaration(parent) ||
    ts.isParameter(parent)
  )
    return parent.name.getText();
  if (ts.isCallExpression(parent) || ts.isNewExpression(parent)) return parent.expression.getText();
  if (ts.isBinaryExpression(parent) && parent.getText().match(TIME) !== null) return parent.getText();
  return declaredName(parent);
}

import ts from 'typescript';
import type { Replace } from './mutation.js';

const OPERATORS: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.LessThanToken, '<='],
  [ts.SyntaxKind.LessThanEqualsToken, '<'],
  [ts.SyntaxKind.GreaterThanToken, '>='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>'],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [ts.SyntaxKind.PlusToken, '-'],
  [ts.SyntaxKind.MinusToken, '+'],
  [ts.SyntaxKind.PlusEqualsToken, '='],
  [ts.SyntaxKind.MinusEqualsToken, '='],
  [ts.SyntaxKind.AmpersandAmpersandToken, '||'],
  [ts.SyntaxKind.BarBarToken, '&&'],
]);
const JOINING = new Set([ts.SyntaxKind.AmpersandAmpersandToken, ts.SyntaxKind.BarBarToken]);

/** Conditions that are negated or removed, and bounds that are moved by one. */
export function mutateLogic(node: ts.Node, replace: Replace): void {
  if (ts.isIfStatement(node)) {
    replace(node.expression, `!(${node.expression.getText()})`);
    if (node.elseStatement === undefined) replace(node, '');
  } else if (ts.isConditionalExpression(node)) replace(node.condition, `!(${node.condition.getText()})`);
  else if (ts.isBinaryExpression(node)) mutateOperator(node, replace);
  else if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken)
    replace(node, node.operand.getText());
  else if (node.kind === ts.SyntaxKind.TrueKeyword) replace(node, 'false');
  else if (node.kind === ts.SyntaxKind.FalseKeyword) replace(node, 'true');
}

function mutateOperator(node: ts.BinaryExpression, replace: Replace): void {
  const { kind } = node.operatorToken;
  const other = OPERATORS.get(kind);
  const joinsTexts = [node.left, node.right].some(
    (side) => ts.isStringLiteralLike(side) || ts.isTemplateExpression(side),
  );
  if (other !== undefined && !joinsTexts) replace(node.operatorToken, other);
  // One of several conditions is removed.
  if (JOINING.has(kind)) for (const side of [node.left, node.right]) replace(node, side.getText());
}

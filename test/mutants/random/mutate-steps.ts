import ts from 'typescript';
import type { Replace } from './mutation.js';

const METHODS: ReadonlyMap<string, string> = new Map([
  ['some', 'every'],
  ['every', 'some'],
  ['min', 'max'],
  ['max', 'min'],
  ['ceil', 'floor'],
  ['floor', 'ceil'],
]);
/** Calls that return a changed list or text, or catch a failure; the mutation removes them. */
const SIFTING = new Set([
  'filter',
  'sort',
  'toSorted',
  'reverse',
  'toReversed',
  'slice',
  'catch',
  'finally',
  'trim',
  'toLowerCase',
]);

/** Steps that are removed, not awaited, or run in the other order. */
export function mutateSteps(node: ts.Node, replace: Replace): void {
  if (ts.isExpressionStatement(node)) {
    replace(node, ';');
    if (ts.isAwaitExpression(node.expression)) replace(node, `void ${node.expression.expression.getText()};`);
  } else if (ts.isBreakStatement(node) || ts.isContinueStatement(node)) replace(node, ';');
  else if (ts.isSpreadAssignment(node)) replace(node, '...{}');
  else if (
    ts.isDecorator(node) &&
    node.parent.kind !== ts.SyntaxKind.ClassDeclaration &&
    node.parent.kind !== ts.SyntaxKind.Parameter
  )
    replace(node, '');
  else if (ts.isBlock(node)) swapNeighbours(node, replace);
  else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression))
    mutateCall(node, node.expression, replace);
}

function swapNeighbours({ statements }: ts.Block, replace: Replace): void {
  statements.forEach((statement, index) => {
    const next = statements[index + 1];
    if (next === undefined || !ts.isExpressionStatement(statement) || !ts.isExpressionStatement(next)) return;
    replace(
      { getStart: () => statement.getStart(), getEnd: () => next.getEnd() },
      `${next.getText()} ${statement.getText()}`,
    );
  });
}

function mutateCall(call: ts.CallExpression, callee: ts.PropertyAccessExpression, replace: Replace): void {
  const other = METHODS.get(callee.name.text);
  if (other !== undefined) replace(callee.name, other);
  if (SIFTING.has(callee.name.text)) replace(call, callee.expression.getText());
}

import ts from 'typescript';

/** One careless change of a file. */
export interface Mutation {
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

const OPERATORS: ReadonlyMap<ts.SyntaxKind, string> = new Map([
  [ts.SyntaxKind.LessThanToken, '<='], [ts.SyntaxKind.LessThanEqualsToken, '<'],
  [ts.SyntaxKind.GreaterThanToken, '>='], [ts.SyntaxKind.GreaterThanEqualsToken, '>'],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='], [ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [ts.SyntaxKind.PlusToken, '-'], [ts.SyntaxKind.MinusToken, '+'],
  [ts.SyntaxKind.AmpersandAmpersandToken, '||'], [ts.SyntaxKind.BarBarToken, '&&'],
]);
const METHODS: ReadonlyMap<string, string> = new Map([['some', 'every'], ['every', 'some'], ['min', 'max'], ['max', 'min']]);
/** Without them a list is as it was. */
const SIFTING = new Set(['filter', 'sort', 'toSorted', 'reverse', 'toReversed']);
/** Larger numbers are limits and times: another one is another setting, not a defect. */
const SMALL = 3;
/** What only tells of the work is not the work. */
const TELLING = /^(await )?(this\.)?(options\.)?(context\.)?(logger|metrics|recordSpans?|super|console|on(Retry|PassedOver|Unreadable|Anomaly|Step))\b/;

/** Everything that a careless hand could do to this file, each a change of one place. Texts of SQL are left alone. */
export function mutationsOf(path: string, text: string): Mutation[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const found: Mutation[] = [];
  const replace = (node: ts.Node, replacement: string): void => {
    const start = node.getStart();
    found.push({ line: source.getLineAndCharacterOfPosition(start).line + 1, start, end: node.getEnd(), replacement });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node) || ts.isDecorator(node)) return;
    mutate(node, replace);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function mutate(node: ts.Node, replace: (node: ts.Node, replacement: string) => void): void {
  if (ts.isIfStatement(node)) {
    replace(node.expression, `!(${node.expression.getText()})`);
    if (node.elseStatement === undefined) replace(node, '');
  } else if (ts.isConditionalExpression(node)) replace(node.condition, `!(${node.condition.getText()})`);
  else if (ts.isBinaryExpression(node)) mutateOperator(node, replace);
  else if (ts.isNumericLiteral(node) && Number(node.text) <= SMALL) replace(node, String(Number(node.text) + 1));
  else if (ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken) replace(node, node.operand.getText());
  else if (node.kind === ts.SyntaxKind.TrueKeyword) replace(node, 'false');
  else if (node.kind === ts.SyntaxKind.FalseKeyword) replace(node, 'true');
  else if (ts.isExpressionStatement(node) && !TELLING.test(node.getText())) replace(node, ';');
  else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) mutateCall(node, node.expression, replace);
}

function mutateOperator(node: ts.BinaryExpression, replace: (node: ts.Node, replacement: string) => void): void {
  const other = OPERATORS.get(node.operatorToken.kind);
  const joinsTexts = [node.left, node.right].some((side) => ts.isStringLiteralLike(side) || ts.isTemplateExpression(side));
  if (other !== undefined && !joinsTexts) replace(node.operatorToken, other);
}

function mutateCall(call: ts.CallExpression, callee: ts.PropertyAccessExpression, replace: (node: ts.Node, replacement: string) => void): void {
  const other = METHODS.get(callee.name.text);
  if (other !== undefined) replace(callee.name, other);
  if (SIFTING.has(callee.name.text)) replace(call, callee.expression.getText());
}

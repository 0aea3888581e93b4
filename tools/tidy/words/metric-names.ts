import ts from 'typescript';
import type { SourceFile } from '../rules.js';

/** The endings under which Prometheus sees an instrument, by the method that creates it. */
const SERIES = new Map<string, readonly string[]>(
  Object.entries({
    createCounter: ['_total'],
    createObservableCounter: ['_total'],
    createHistogram: ['_bucket', '_sum', '_count'],
    createObservableGauge: [''],
    // How the metrics of a module shorten it.
    gauge: [''],
  }),
);

/** The names of the series that the instruments of a source file have for Prometheus. */
export function seriesOf({ path, text }: SourceFile): string[] {
  const names: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node)) {
      const [first] = node.arguments;
      const endings = SERIES.get(calledOf(node.expression));
      if (endings !== undefined && first !== undefined && ts.isStringLiteral(first))
        names.push(...endings.map((ending) => `${first.text}${ending}`));
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return names;
}

function calledOf(expression: ts.Expression): string {
  if (ts.isPropertyAccessExpression(expression)) return expression.name.text;
  return ts.isIdentifier(expression) ? expression.text : '';
}

const NAME = /\b(?:stockproof|http_server|db_client|process|nodejs|v8js)_[a-z\d_]*[a-z\d]\b(?!\()/g;

/** The metrics that a text names; `stockproof_x_{a,b}` and names that end with an underscore are none. */
export function metricsNamed(text: string): string[] {
  return [...text.matchAll(NAME)].map(([name]) => name);
}

import type ts from 'typescript';
import type { Replace } from './mutation.js';

const STATEMENT = /\b(SELECT|INSERT INTO|UPDATE|DELETE FROM|WITH)\b/;
/** What is removed from an SQL statement, or reversed. Each is tried at each of its places. */
const CHANGES: readonly (readonly [RegExp, string])[] = [
  [/ AND (?!NOT\b)[^()\n]+?(?=\s+(?:AND|ORDER|LIMIT|GROUP|FOR|RETURNING|ON)\b|\s*$|\n)/g, ''],
  [/ (<=) /g, ' < '],
  [/ (>=) /g, ' > '],
  [/ < /g, ' <= '],
  [/ > /g, ' >= '],
  [/ DESC\b/g, ''],
  [/ORDER BY (\S+), [^\n)]+?(?=\n|\)|$| LIMIT)/g, 'ORDER BY $1'],
  [/ FOR (UPDATE|SHARE)( OF \w+)?/g, ''],
  [/\bGREATEST\(/g, 'LEAST('],
  [/\bLEAST\(/g, 'GREATEST('],
  [/\bmin\(/g, 'max('],
  [/\bmax\(/g, 'min('],
  [/ \/ 1000/g, ''],
  [/\* 1000/g, ''],
  [/make_interval\((hours|mins)/g, 'make_interval(secs'],
  [/make_interval\(secs/g, 'make_interval(mins'],
  [/ IS NOT NULL/g, ' IS NULL'],
  [/ IS NULL/g, ' IS NOT NULL'],
  [/ \+ 1\b/g, ''],
  [/ FILTER \(WHERE [^()]*\)/g, ''],
  [/\bNOT EXISTS/g, 'EXISTS'],
];

/** Mutations of an SQL statement. */
export function mutateSql(node: ts.StringLiteralLike | ts.TemplateExpression, replace: Replace): void {
  const text = node.getText();
  if (!STATEMENT.test(text)) return;
  for (const [pattern, replacement] of CHANGES) {
    for (const match of text.matchAll(pattern)) {
      const start = node.getStart() + match.index;
      replace(
        { getStart: () => start, getEnd: () => start + match[0].length },
        match[0].replace(new RegExp(pattern.source), replacement),
      );
    }
  }
}

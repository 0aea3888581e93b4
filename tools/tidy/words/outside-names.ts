import ts from 'typescript';
import type { SourceFile } from '../rules.js';
import type { BannedWord } from './words.js';

/**
 * Parts of names that are visible outside: fields, columns, codes, settings, metrics, failpoints, commands.
 */
const BANNED_PARTS: readonly BannedWord[] = [
  { banned: /(^|\.)fates?(\.|$)/, instead: 'status, result' },
  { banned: /(?<!dead\.)(?<=^|\.)letters?(\.|$)/, instead: 'dead_letter' },
  { banned: /(^|\.)(tell|tells|told|hear|heard|heed)(\.|$)/, instead: 'emit, publish, apply' },
  { banned: /(^|\.)(look|looks|looked)(\.|$)/, instead: 'check, verify' },
  { banned: /(^|\.)tak(e|en)\.up(\.|$)/, instead: 'claim' },
  { banned: /(^|\.)by\.subject(\.|$)/, instead: 'requested_by, redriven_by' },
  {
    banned: /(^|\.)(anew|doubt|doubted|strays?|moments?|judged?|courtesy|vouched)(\.|$)/,
    instead: 'the glossary',
  },
  { banned: /(^|\.)captured\.as(\.|$)/, instead: 'cdc_topic' },
  { banned: /(^|\.)(longest|needed)(\.|$)/, instead: 'max, required' },
];

/** Names that are released, signed or stored already, each with the files that may contain it. */
const KEPT: readonly { readonly name: RegExp; readonly files: RegExp }[] = [
  // signed: old verifiers read evidence too
  {
    name: /^letter$/,
    files:
      /^libs\/contract\/evidence\/|\/redrive\/(redrive-dead-letter|redrive-request)\.ts$|\/verify\/rules\//,
  },
  // a released schema, and its name
  { name: /^stray_partitions$/, files: /\/repair-view\.ts$/ },
  { name: /^letter-closing\/v1$/, files: /./ },
  // in stored histories and logs
  { name: /^recovery_taken_up$/, files: /\/upcast-run-event\.ts$/ },
  { name: /^(release|dismiss)_letter$/, files: /\/security-event\.ts$/ },
  // in settings that are still read
  { name: /^STOCKPROOF_/, files: /\/former-names\.ts$/ },
];

const NAME = /^[A-Za-z][\w.-]*$/;
const SQL = /\b(SELECT|INSERT INTO|UPDATE|DELETE FROM)\b/;

/** Every banned part of a name that a source file shows to the outside, as `path: name (say ...)`. */
export function bannedOutside({ path, text }: SourceFile): string[] {
  const names = outsideNames(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true));
  return [...names]
    .filter((name) => !KEPT.some((kept) => kept.name.test(name) && kept.files.test(path)))
    .flatMap((name) => {
      const parts = name.toLowerCase().replace(/[_-]/g, '.');
      const word = BANNED_PARTS.find(({ banned }) => banned.test(parts));
      return word === undefined ? [] : [`${path}: ${name} (say ${word.instead})`];
    });
}

/** Names of properties, strings that are names, and the words of SQL. */
function outsideNames(source: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (
      (ts.isPropertyAssignment(node) ||
        ts.isPropertySignature(node) ||
        ts.isShorthandPropertyAssignment(node)) &&
      ts.isIdentifier(node.name) &&
      /^[a-z][a-z\d]*(_[a-z\d]+)*$/.test(node.name.text)
    )
      names.add(node.name.text);
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node)) {
      if (NAME.test(node.text)) names.add(node.text);
      else if (SQL.test(node.text))
        for (const [word] of node.text.matchAll(/\b[a-z]+(_[a-z\d]+)*\b/g)) names.add(word);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

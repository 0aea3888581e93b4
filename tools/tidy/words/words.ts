import ts from 'typescript';
import type { SourceFile } from '../rules.js';

/** A word of an earlier dialect, and the term of the field that the glossary has for it. */
export interface BannedWord {
  readonly banned: RegExp;
  readonly instead: string;
}

/** In comments and documents. */
export const BANNED_PROSE: readonly BannedWord[] = [
  { banned: /\bcan not\b/i, instead: 'cannot' },
  { banned: /\banew\b/i, instead: 'again' },
  { banned: /\bin silence\b/i, instead: 'silently' },
  { banned: /\bpass(ed|es|ing)? over\b/i, instead: 'skip, skipped' },
  { banned: /\bcourtesy\b/i, instead: 'informational (commit)' },
  { banned: /\bvouch(es|ed|ing)?\b/i, instead: 'attest, attested' },
  { banned: /\bstrays?\b/i, instead: 'orphan' },
  { banned: /\bcaptured (message|row|change)s?\b/i, instead: 'CDC event, CDC row' },
  { banned: /\bheed(s|ed)?\b/i, instead: 'apply, obey' },
  { banned: /\b(hears|heard)\b/i, instead: 'consumes, received' },
];

/** Names in code. */
export const BANNED_NAMES: readonly BannedWord[] = [
  { banned: /(^|_)(MOST|LEAST|USUAL)(_|$)/, instead: 'MAX, MIN, DEFAULT' },
  { banned: /^nameOf$/, instead: 'what the name is: offerKeyOf, displayName, aclKey' },
  {
    banned: /^(re)?[lL]ook(s|ed|ing)?$|Look([A-Z]|$)|Looked/,
    instead: 'verify, Verification; poll, reading',
  },
  { banned: /Captured|^captured(_|$)(?!ms|as)/, instead: 'cdc, Cdc...' },
  { banned: /(?<![dD]ead)Letter|^letters?$/, instead: 'DeadLetter' },
  { banned: /[pP]assedOver|^passed_over$/, instead: 'skipped' },
  { banned: /^judge|^Judge|Judge[A-Z]/, instead: 'validate, classify, decide, check' },
  { banned: /^take[A-Z]|^Take[A-Z]|^TAKE_/, instead: 'accept, apply, claim, capture' },
  { banned: /^moments?$|^Moment/, instead: 'snapshot' },
  { banned: /^(tell|told|Told|hear|heard|heed)([A-Z]|$)|Told$/, instead: 'report, consume, apply' },
  {
    banned: /^crossing$|^together$|^advanceOrExplain$/,
    instead: 'withFailpoint, awaitPipelined, commitOffset',
  },
  {
    banned: /[vV]ouched|[sS]tray([A-Z]|s?$)|Courtesy|[dD]oubted/,
    instead: 'attested, orphan, informational, untrusted',
  },
];

/** Names that are kept, because they were released, stored or defined elsewhere. */
const KEPT = /1[67]\d{11}$/;

/** Every banned word in the comments of a source file, or in a document, as `path: word (say ...)`. */
export function bannedProse({ path, text }: SourceFile): string[] {
  const prose = path.endsWith('.md') ? [withoutCode(text)] : commentsOf(text);
  return prose.flatMap((piece) => faults(path, piece, BANNED_PROSE));
}

/** Every banned name among the identifiers that a source file declares. */
export function bannedNames({ path, text }: SourceFile): string[] {
  return [...declaredNames(ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true))]
    .filter((name) => !KEPT.test(name))
    .flatMap((name) => faults(path, name, BANNED_NAMES));
}

function faults(path: string, text: string, words: readonly BannedWord[]): string[] {
  return words.flatMap(({ banned, instead }) => {
    const found = banned.exec(text);
    return found === null ? [] : [`${path}: ${words === BANNED_NAMES ? text : found[0]} (say ${instead})`];
  });
}

/** Code in a document may contain fixed names: settings, fields, commands. */
function withoutCode(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```|`[^`\n]*`|\]\([^)]*\)|^ {4}.*$/gm, '');
}

function commentsOf(text: string): string[] {
  const source = ts.createSourceFile('a.ts', text, ts.ScriptTarget.Latest, true);
  const found = new Map<number, string>();
  const visit = (node: ts.Node): void => {
    const ranges = [
      ...(ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []),
      ...(ts.getTrailingCommentRanges(text, node.getEnd()) ?? []),
    ];
    for (const { pos, end } of ranges) {
      found.set(
        pos,
        text
          .slice(pos, end)
          .replace(/`[^`\n]*`/g, '')
          .replace(/\n\s*(\*|\/\/) ?/g, ' '),
      );
    }
    node.getChildren(source).forEach(visit);
  };
  visit(source);
  return [...found.values()];
}

function declaredNames(source: ts.SourceFile): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (isDeclaration(node) && node.name !== undefined && ts.isIdentifier(node.name))
      names.add(node.name.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

/** Nodes that declare a name. Properties are left out: many are fields of events, tables and answers. */
function isDeclaration(node: ts.Node): node is ts.NamedDeclaration & { readonly name?: ts.Node } {
  return (
    ts.isFunctionDeclaration(node) ||
    ts.isClassDeclaration(node) ||
    ts.isInterfaceDeclaration(node) ||
    ts.isTypeAliasDeclaration(node) ||
    ts.isVariableDeclaration(node) ||
    ts.isParameter(node)
  );
}

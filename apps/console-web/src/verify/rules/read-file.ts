import type { InclusionProof } from './inclusion.js';

/** What a dropped file holds. */
export type FileContent =
  | { readonly kind: 'records'; readonly records: readonly unknown[] }
  | { readonly kind: 'keys'; readonly jwks: unknown }
  | { readonly kind: 'proof'; readonly proof: InclusionProof }
  | { readonly kind: 'unreadable'; readonly detail: string };

/**
 * Reads a file: a record, a list of records, `{"items": [...]}`, one record a line, a JWKS or an inclusion proof. A
 * member that is there twice is refused, because two readers would see two records.
 */
export function readFileContent(bytes: Uint8Array): FileContent {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { kind: 'unreadable', detail: 'it is not UTF-8 text' };
  }
  const twice = memberTwice(text);
  if (twice !== null)
    return { kind: 'unreadable', detail: `the member "${twice}" is there twice in one object` };
  const whole = parsed(text);
  if (whole !== undefined) return classified(whole);
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const records = lines.map(parsed);
  const bad = records.indexOf(undefined);
  return lines.length > 1 && bad < 0
    ? { kind: 'records', records }
    : { kind: 'unreadable', detail: lines.length > 1 ? `line ${bad + 1} is no JSON` : 'it is no JSON' };
}

function classified(value: unknown): FileContent {
  if (Array.isArray(value)) return { kind: 'records', records: value };
  if (typeof value !== 'object' || value === null)
    return { kind: 'unreadable', detail: 'it is no object and no list' };
  const { keys, items, path, leaf } = value as Readonly<Record<string, unknown>>;
  if (Array.isArray(keys)) return { kind: 'keys', jwks: value };
  if (Array.isArray(items)) return { kind: 'records', records: items };
  if (path !== undefined && leaf !== undefined) return { kind: 'proof', proof: value as InclusionProof };
  return { kind: 'records', records: [value] };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;

/** The first name that an object of the text has twice; null if there is none. */
function memberTwice(text: string): string | null {
  const open: (Set<string> | null)[] = [];
  let before = '';
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{') open.push(new Set());
    else if (token === '[') open.push(null);
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':' && before.startsWith('"')) {
      const name = parsed(before);
      const names = open.at(-1);
      if (typeof name === 'string' && names !== null && names !== undefined) {
        if (names.has(name)) return name;
        names.add(name);
      }
    }
    before = token;
  }
  return null;
}

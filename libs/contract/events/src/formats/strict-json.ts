import { isUtf8 } from 'node:buffer';
import { isSafeNumber, parse as parseLossless } from 'lossless-json';

/** A parsed JSON text, or why it is refused. */
export type StrictJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: StrictJsonProblem; readonly detail: string };

/** Why a text is refused as a whole. Both are also problem codes of an update. */
export type StrictJsonProblem = 'invalid_utf8' | 'malformed_json';

/** Replaces a number in a parsed value that a double cannot represent exactly; no schema accepts it. */
export const INEXACT_NUMBER = Object.freeze({ problem: 'inexact_number' });
/** Replaces the value of a key that occurs twice with different values; no schema accepts it. */
export const DUPLICATE_KEY = Object.freeze({ problem: 'duplicate_key' });

/** A number after a key or in an array that has a fraction, an exponent or sixteen digits. */
const DOUBTFUL_NUMBER = /(?:"\s*:|[[,])\s*-?\d+(?:[.eE]|\d{15})/;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Parses JSON strictly. Where two parsers could disagree (a repeated key, a number that a double cannot
 * represent) the value is replaced by a marker that no schema accepts, so one bad event of an array does not
 * fail the others. Invalid UTF-8 and invalid JSON are refused as a whole. Never throws.
 *
 * A normal text is parsed once: without a backslash, the number of quotes is twice the number of keys and
 * strings of the value, unless a key was repeated. Only a text that fails this test is parsed again, by a
 * lossless parser.
 */
export function parseStrictJson(bytes: Uint8Array): StrictJson {
  if (!isUtf8(bytes)) return { ok: false, reason: 'invalid_utf8', detail: 'not valid UTF-8' };
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = buffer.toString('utf8');
  try {
    const value: unknown = JSON.parse(text);
    const suspicious = quotesIn(buffer) !== 2 * stringsIn(value) || DOUBTFUL_NUMBER.test(text);
    return { ok: true, value: suspicious ? parseSuspicious(text) : value };
  } catch {
    return { ok: false, reason: 'malformed_json', detail: 'not JSON, or nested too deep' };
  }
}

function parseSuspicious(text: string): unknown {
  return parseLossless(text, undefined, {
    parseNumber: (literal) => (isSafeNumber(literal) ? Number(literal) : INEXACT_NUMBER),
    onDuplicateKey: () => DUPLICATE_KEY,
  });
}

/** Number of quotes; -1 if the text has a backslash, because quotes may then be escaped. */
function quotesIn(buffer: Buffer): number {
  let quotes = 0;
  // By index, because the iterator of a buffer is eight times as slow, and this runs for every received
  // byte.
  for (let at = 0; at < buffer.length; at += 1) {
    const byte = buffer[at];
    if (byte === QUOTE) quotes += 1;
    else if (byte === BACKSLASH) return -1;
  }
  return quotes;
}

/**
 * Number of keys and strings, at any depth. It uses an explicit stack, because the sender chooses the depth.
 */
function stringsIn(root: unknown): number {
  const open: object[] = [];
  let strings = 0;
  const count = (value: unknown): void => {
    if (typeof value === 'string') strings += 1;
    else if (typeof value === 'object' && value !== null) open.push(value);
  };
  count(root);
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    if (Array.isArray(value)) value.forEach(count);
    else {
      // Objects made by JSON.parse have no inherited keys.
      for (const key in value) {
        strings += 1;
        count(value[key as keyof typeof value]);
      }
    }
  }
  return strings;
}

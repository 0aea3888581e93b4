import { readFileSync } from 'node:fs';
import { parseStrictJson } from '@stockproof/events';
import { keyRing, type PublicKeys } from '@stockproof/evidence';

/**
 * The records of a file: one, an array, `{items}`, or one per line. Throws if it is not JSON or an object has
 * a key twice.
 */
export function readRecords(file: string): unknown[] {
  const bytes = readFileSync(file);
  const whole = parseStrictJson(bytes);
  if (whole.ok) return recordsIn(whole.value);
  const lines = bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line.trim() !== '');
  if (lines.length < 2) throw new Error(`${file} is no JSON: ${whole.detail}`);
  return lines.map((line, index) => {
    const read = parseStrictJson(Buffer.from(line));
    if (!read.ok) throw new Error(`${file}:${index + 1} is no JSON: ${read.detail}`);
    return read.value;
  });
}

function recordsIn(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  const { items } = (value ?? {}) as { items?: unknown };
  return Array.isArray(items) ? items : [value];
}

/** Public keys from a JWKS file, by kid. Throws KeyRingError if they do not form a chain. */
export function readKeys(file: string): PublicKeys {
  return keyRing(JSON.parse(readFileSync(file, 'utf8')));
}

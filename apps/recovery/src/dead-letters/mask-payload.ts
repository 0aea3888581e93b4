/** What of a message's bytes a person is shown. */
export const PAYLOAD_VIEWS = ['none', 'masked', 'full'] as const;

/** One of PAYLOAD_VIEWS. */
export type PayloadView = (typeof PAYLOAD_VIEWS)[number];

const MASK = '*';
/** A mask tells the length of a short text only. */
const MAX_MASK = 16;
const MAX_DEPTH = 8;

/**
 * Masks a JSON text: names of members, structure and types stay, each text and number becomes asterisks. Null if it is not
 * JSON, or nested too deep. Pure.
 */
export function maskPayload(value: Buffer): string | null {
  try {
    return JSON.stringify(masked(JSON.parse(value.toString('utf8')), 0));
  } catch {
    return null;
  }
}

/** Headers with their names, and their values masked. Pure. */
export function maskHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, mask(value)]));
}

function masked(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) throw new Error('nested too deep');
  if (Array.isArray(value)) return value.map((one) => masked(one, depth + 1));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, masked(one, depth + 1)]));
  return value === null || typeof value === 'boolean' ? value : mask(String(value));
}

const mask = (text: string): string => MASK.repeat(Math.min(text.length, MAX_MASK));

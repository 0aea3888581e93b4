const ZERO = 0x30;
const NINE = 0x39;
const MINUS = 0x2d;
/** More digits than this are parsed by Number, which knows the limits of a double. */
const FEW_DIGITS = 15;

/**
 * Parses the integer in these bytes. A fraction or anything else is parsed by Number, so it becomes NaN or a
 * fraction and is not mistaken for an integer.
 */
export function integerIn(line: Buffer, from: number, to: number): number {
  const negative = line[from] === MINUS;
  const first = negative ? from + 1 : from;
  if (to - first > FEW_DIGITS || to <= first) return Number(line.toString('latin1', from, to));
  let value = 0;
  for (let at = first; at < to; at += 1) {
    const byte = line[at] ?? 0;
    if (byte < ZERO || byte > NINE) return Number(line.toString('latin1', from, to));
    value = value * 10 + (byte - ZERO);
  }
  return negative ? -value : value;
}

const MAX_WORDS = 4_096;
const LONGEST_WORD = 32;
/**
 * Cached strings, keyed by a number computed from their bytes: operations, buckets and locations repeat
 * often.
 */
const words = new Map<number, { readonly bytes: Buffer; readonly text: string }>();

/** Returns the text in these bytes; null if there are none. Short repeated texts come from a cache. */
export function wordIn(line: Buffer, from: number, to: number): string | null {
  if (from >= to) return null;
  if (to - from > LONGEST_WORD) return line.toString('utf8', from, to);
  let number = to - from;
  for (let at = from; at < to; at += 1) number = (Math.imul(number, 31) + (line[at] ?? 0)) | 0;
  const known = words.get(number);
  if (known !== undefined && line.compare(known.bytes, 0, known.bytes.length, from, to) === 0)
    return known.text;
  const text = line.toString('utf8', from, to);
  if (known === undefined && words.size < MAX_WORDS)
    words.set(number, { bytes: Buffer.from(line.subarray(from, to)), text });
  return text;
}

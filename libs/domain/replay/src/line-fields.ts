const ZERO = 0x30;
const NINE = 0x39;
const MINUS = 0x2d;
/** More digits than this are left to Number, which knows where a double ends. */
const FEW_DIGITS = 15;

/**
 * The whole number in these bytes; a fraction or anything else is read by Number, so that nothing is taken
 * for what it is not.
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
/** Words by a number made of their bytes: operations, buckets and locations come again and again. */
const words = new Map<number, { readonly bytes: Buffer; readonly text: string }>();

/**
 * The text in these bytes, null when there are none. A word that was met before is given again, not made
 * again.
 */
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

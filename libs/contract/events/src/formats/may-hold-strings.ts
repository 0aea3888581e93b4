const BACKSLASH = 0x5c;
/** Also what bytes decode to that are no UTF-8, and what a lone surrogate is encoded as. */
const REPLACEMENT = '\ufffd';

/**
 * Makes a check whether JSON text may contain one of these strings as a key or a value, by its bytes: never
 * false for a text that does. It costs a fraction of parsing. A string without an escape is spelled by its own
 * bytes between quotes, so only a text with a backslash can spell it otherwise; such a text passes.
 */
export function mayHoldStrings(strings: readonly string[]): (json: Buffer) => boolean {
  if (strings.some((one) => !one.isWellFormed() || one.includes(REPLACEMENT))) return () => true;
  const wanted = strings.map((one) => Buffer.from(`"${one}"`));
  return (json) => json.includes(BACKSLASH) || wanted.some((bytes) => json.includes(bytes));
}

/**
 * The hex digits of a `bytea` as Debezium writes it; null unless `value` is exactly the base64 of these bytes. Node
 * decodes more than that: it skips what is not in the alphabet, stops at the padding, and ignores the last bits. A
 * text that was changed there would be read as if nothing had changed.
 */
export function hexOfBytea(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const bytes = Buffer.from(value, 'base64');
  return bytes.toString('base64') === value ? bytes.toString('hex') : null;
}

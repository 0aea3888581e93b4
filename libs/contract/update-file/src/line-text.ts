const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const BYTE_ORDER_MARK = /^\uFEFF/;

/** The text of a line; null if it is no UTF-8. A byte order mark at the beginning of line 1 is no part of it. */
export function lineText(bytes: Uint8Array, line: number): string | null {
  try {
    const text = UTF8.decode(bytes);
    return line === 1 ? text.replace(BYTE_ORDER_MARK, '') : text;
  } catch {
    return null;
  }
}

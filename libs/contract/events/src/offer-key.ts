const SEPARATOR = '\u001f';

/** One string per offer; the unit separator cannot occur in ids. */
export function offerKey(seller_id: string, sku: string): string {
  return `${seller_id}${SEPARATOR}${sku}`;
}

/** The offer that offerKey made a string of. */
export function offerOfKey(key: string): { readonly seller_id: string; readonly sku: string } {
  const at = key.indexOf(SEPARATOR);
  return { seller_id: key.slice(0, at), sku: key.slice(at + 1) };
}

const SEPARATOR = '\u001f';

/** The key of an offer as one string. The separator U+001F cannot occur in ids. */
export function offerKey(seller_id: string, sku: string): string {
  return `${seller_id}${SEPARATOR}${sku}`;
}

/** Splits a key made by offerKey. */
export function offerOfKey(key: string): { readonly seller_id: string; readonly sku: string } {
  const at = key.indexOf(SEPARATOR);
  return { seller_id: key.slice(0, at), sku: key.slice(at + 1) };
}

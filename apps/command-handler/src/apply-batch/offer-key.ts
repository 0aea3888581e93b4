/** One string per offer; the unit separator can not occur in ids. */
export function offerKey(seller_id: string, sku: string): string {
  return `${seller_id}\u001f${sku}`;
}

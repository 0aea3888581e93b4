import { offerKey, offerOfKey } from '@stockproof/events';
import { escapeLiteral } from 'pg';

export interface OfferName {
  readonly seller_id: string;
  readonly sku: string;
}

/** Which offers are looked at: every one there is, or those named. */
export type OffersInScope = 'all' | readonly OfferName[];

/**
 * A condition on `seller_id` and `sku` of a table. COPY takes no parameters, so names are in it as literals.
 */
export function scopeCondition(scope: OffersInScope): string {
  if (scope === 'all') return 'true';
  const sellers = arrayLiteral(scope.map(({ seller_id }) => seller_id));
  const skus = arrayLiteral(scope.map(({ sku }) => sku));
  return `(seller_id, sku) IN (SELECT * FROM unnest(${sellers}::text[], ${skus}::text[]))`;
}

function arrayLiteral(values: readonly string[]): string {
  const items = values.map((value) => `"${value.replace(/["\\]/g, '\\$&')}"`);
  return escapeLiteral(`{${items.join(',')}}`);
}

/** The offer that `offerKeyOf` made a string of. */
export function offerOf(name: string): OfferName {
  return offerOfKey(name);
}

/** One string per offer. */
export function offerKeyOf({ seller_id, sku }: OfferName): string {
  return offerKey(seller_id, sku);
}

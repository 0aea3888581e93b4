import { offerKey, offerOfKey } from '@stockproof/events';
import { escapeLiteral } from 'pg';

/** The key of an offer. */
export interface OfferName {
  readonly seller_id: string;
  readonly sku: string;
}

/** The offers that are checked: all, or those named. */
export type OffersInScope = 'all' | readonly OfferName[];

/**
 * A SQL condition on `seller_id` and `sku` of a table. The names are literals in it, because COPY accepts no
 * parameters.
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

/** Splits a key made by `offerKeyOf`. */
export function offerOf(name: string): OfferName {
  return offerOfKey(name);
}

/** The key of an offer as one string. */
export function offerKeyOf({ seller_id, sku }: OfferName): string {
  return offerKey(seller_id, sku);
}

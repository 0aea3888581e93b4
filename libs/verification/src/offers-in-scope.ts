import { offerKey, offerOfKey } from '@stockproof/events';
import { escapeLiteral } from 'pg';

/** The key of an offer. */
export interface OfferName {
  readonly seller_id: string;
  readonly sku: string;
}

/** SKUs from one on and before another, by their UTF-8 bytes; null: to the last. */
export interface SkuRange {
  readonly from: string;
  readonly to: string | null;
}

/** The offers that are checked: all, all of a range of SKUs, or those named. */
export type OffersInScope = 'all' | SkuRange | readonly OfferName[];

/**
 * A SQL condition on `seller_id` and `sku` of a table. The names are literals in it, because COPY accepts no
 * parameters.
 */
export function scopeCondition(scope: OffersInScope): string {
  if (scope === 'all') return 'true';
  if ('from' in scope) return rangeCondition(scope);
  const sellers = arrayLiteral(scope.map(({ seller_id }) => seller_id));
  const skus = arrayLiteral(scope.map(({ sku }) => sku));
  return `(seller_id, sku) IN (SELECT * FROM unnest(${sellers}::text[], ${skus}::text[]))`;
}

function rangeCondition({ from, to }: SkuRange): string {
  const after = `sku >= ${escapeLiteral(from)}`;
  return to === null ? after : `(${after} AND sku < ${escapeLiteral(to)})`;
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

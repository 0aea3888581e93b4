import type { Evidence } from '@stockproof/evidence';
import type { OfferName } from '@stockproof/verification';

/** An offer of which a record says that a check found it different. */
export interface NamedOffer extends OfferName {
  /** The checks that name it, in the record's order. */
  readonly checks: readonly string[];
}

/** The offers that a record's failed checks name, in the order of their names; and how many differences they found. */
export function namedByRecord({ checks }: Pick<Evidence, 'checks'>): {
  readonly offers: readonly NamedOffer[];
  readonly found: number;
  readonly listed: number;
} {
  const failed = checks.filter(({ status }) => status === 'fail');
  const by_offer = new Map<string, { seller_id: string; sku: string; checks: Set<string> }>();
  for (const { name, counterexamples } of failed)
    for (const { seller_id, sku } of counterexamples) {
      if (seller_id === null || sku === null) continue;
      const key = `${seller_id}\u001f${sku}`;
      const known = by_offer.get(key) ?? { seller_id, sku, checks: new Set<string>() };
      by_offer.set(key, known);
      known.checks.add(name);
    }
  const offers = [...by_offer.values()].map((offer) => ({ ...offer, checks: [...offer.checks] }));
  return {
    offers: offers.sort(compareOffers),
    found: failed.reduce((sum, { failures }) => sum + failures, 0),
    listed: failed.reduce((sum, { counterexamples }) => sum + counterexamples.length, 0),
  };
}

/** Compares as the tables do, by bytes: seller, then SKU. */
export function compareOffers(one: OfferName, other: OfferName): number {
  return (
    Buffer.compare(Buffer.from(one.seller_id), Buffer.from(other.seller_id)) ||
    Buffer.compare(Buffer.from(one.sku), Buffer.from(other.sku))
  );
}

import type { ViewedSku } from '@stockproof/client/availability';

/** What a checkout shows beside a SKU. `unknown`: show nothing, and let the order find out. */
export interface Badge {
  readonly badge: 'in_stock' | 'low_stock' | 'sold_out' | 'not_offered' | 'unknown';
  /** Units of all offers that are known; null if the badge is unknown. */
  readonly sellable: number | null;
  /** Why it is unknown. */
  readonly why: 'reading' | 'stale' | 'unreadable' | null;
  readonly as_of: string | null;
  readonly age_ms: number | null;
}

/** When stock is low, and when what is known of it is too old to be shown. */
export interface BadgeLimits {
  readonly low_units: number;
  readonly max_age_ms: number;
}

/** The badge of a SKU. It says that something is sold out or there only if that is known, and fresh. */
export function badgeOf(said: ViewedSku, { low_units, max_age_ms }: BadgeLimits): Badge {
  const { as_of, age_ms } = said.freshness;
  const unknown = (why: Badge['why']): Badge => ({ badge: 'unknown', sellable: null, why, as_of, age_ms });
  if (said.kind === 'incomplete') return unknown('reading');
  if (age_ms === null || age_ms > max_age_ms) return unknown('stale');
  if (said.offers.length === 0) return { badge: 'not_offered', sellable: 0, why: null, as_of, age_ms };
  let sellable = 0;
  for (const offer of said.offers) {
    if (offer.kind === 'unreadable') return unknown('unreadable');
    sellable = Math.min(Number.MAX_SAFE_INTEGER, sellable + offer.availability.sellable);
  }
  const badge = sellable === 0 ? 'sold_out' : sellable <= low_units ? 'low_stock' : 'in_stock';
  return { badge, sellable, why: null, as_of, age_ms };
}

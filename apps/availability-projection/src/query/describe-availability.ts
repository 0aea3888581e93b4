import {
  CONFIDENCE_LEVELS,
  type Confidence,
  type OfferAnswer,
  type OfferStatus,
  type PublicOffer,
  type SkuAnswer,
} from './answers.js';
import type { MaySee } from '../stream/may-see.js';
import type { FoundOffer } from './sql/find-offers.js';

export interface AgeRule {
  readonly now_ms: number;
  /** Older than this is `stale`. */
  readonly freshness_bound_ms: number;
}

/** Times are RFC 3339 in UTC; `freshness_ms` is the age of `as_of`. */
export function describeOffer(offer: FoundOffer, age: AgeRule): OfferAnswer {
  const freshness_ms = Math.max(0, age.now_ms - offer.as_of.getTime());
  return {
    seller_id: offer.seller_id,
    version: offer.version,
    revision: offer.revision,
    stock_on_hand: offer.stock_on_hand,
    sellable: offer.sellable,
    reserved: offer.reserved,
    damaged: offer.damaged,
    return_to_vendor: offer.return_to_vendor,
    locations: [...(offer.locations ?? [])],
    event_time: offer.event_time.toISOString(),
    accepted_at: offer.accepted_at.toISOString(),
    as_of: offer.as_of.toISOString(),
    freshness_ms,
    status: statusOf(offer, freshness_ms, age),
    confidence: confidenceOf(offer),
    verified_at: offer.verified_at?.toISOString() ?? null,
  };
}

/** Who is told, and by which clock. */
export interface Audience {
  readonly age: AgeRule;
  readonly sees: MaySee;
}

/** All of an offer for who may see it, and what a buyer may know for everybody else. */
export function describeFor({ age, sees }: Audience, offer: FoundOffer): OfferAnswer | PublicOffer {
  const reported = describeOffer(offer, age);
  if (sees(offer.seller_id)) return reported;
  const { seller_id, sellable, status, confidence, as_of, freshness_ms } = reported;
  return { seller_id, sellable, status, confidence, as_of, freshness_ms };
}

/** Whether what is known of an offer is enough for a reader who asks for a level. */
export function isConfident(found: Confidence, wanted: Confidence): boolean {
  return CONFIDENCE_LEVELS.indexOf(found) >= CONFIDENCE_LEVELS.indexOf(wanted);
}

/**
 * All offers of one SKU and what can be sold of it in total. With a level, offers below it are withheld: they
 * are counted and nothing of them is promised.
 */
export function describeSku(
  sku: string,
  found: readonly FoundOffer[],
  audience: Audience,
  min_confidence: Confidence = 'untrusted',
): SkuAnswer {
  const offers = found.filter((offer) => isConfident(confidenceOf(offer), min_confidence));
  const withheld = found.length - offers.length;
  const total = offers.reduce((sum, offer) => sum + BigInt(offer.sellable), 0n);
  const capped = total > BigInt(Number.MAX_SAFE_INTEGER);
  return {
    sku,
    sellable: capped ? Number.MAX_SAFE_INTEGER : Number(total),
    ...(capped ? { sellable_capped: true as const } : {}),
    ...(withheld > 0 ? { withheld } : {}),
    offers: offers.map((offer) => describeFor(audience, offer)),
  };
}

function statusOf(offer: FoundOffer, freshness_ms: number, age: AgeRule): OfferStatus {
  if (offer.status === 'suspect') return 'suspect';
  return freshness_ms > age.freshness_bound_ms ? 'stale' : 'current';
}

/** A record says nothing of a gap that came after it. */
function confidenceOf({ status, confidence }: FoundOffer): Confidence {
  return status === 'suspect' && confidence === 'trusted' ? 'unverified' : (confidence ?? 'unverified');
}

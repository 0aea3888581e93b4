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

/** The time, and the age from which an answer is stale; both in ms. */
export interface AgeRule {
  readonly now_ms: number;
  /** An answer older than this is `stale`, ms. */
  readonly freshness_bound_ms: number;
}

/** Describes an offer in full. Times are RFC 3339 in UTC; `freshness_ms` is the age of `as_of`. */
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

/** What the reader may see, and the rule for the age. */
export interface Audience {
  readonly age: AgeRule;
  readonly sees: MaySee;
}

/** Describes an offer in full if the reader may see it, otherwise as a buyer may see it. */
export function describeFor({ age, sees }: Audience, offer: FoundOffer): OfferAnswer | PublicOffer {
  const reported = describeOffer(offer, age);
  if (sees(offer.seller_id)) return reported;
  const { seller_id, sellable, status, confidence, as_of, freshness_ms } = reported;
  return { seller_id, sellable, status, confidence, as_of, freshness_ms };
}

/** Whether a confidence reaches the wanted level. */
export function isConfident(found: Confidence, wanted: Confidence): boolean {
  return CONFIDENCE_LEVELS.indexOf(found) >= CONFIDENCE_LEVELS.indexOf(wanted);
}

/**
 * Describes all offers of one SKU and their total. With `min_confidence`, offers below it are left out and
 * only counted; none of their units is promised.
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

/** A record does not cover a gap that came after it, so a suspect offer is not trusted. */
function confidenceOf({ status, confidence }: FoundOffer): Confidence {
  return status === 'suspect' && confidence === 'trusted' ? 'unverified' : (confidence ?? 'unverified');
}

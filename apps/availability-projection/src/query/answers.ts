import { part } from '@stockproof/http';
import { z } from 'zod';

const { count, instant, text } = part;

/** In ascending order. */
export const CONFIDENCE_LEVELS = ['untrusted', 'unverified', 'trusted'] as const;

const STATUS = z
  .enum(['current', 'stale', 'suspect'])
  .describe('suspect outranks stale: a known gap is worse news than age');
const CONFIDENCE = z
  .enum(CONFIDENCE_LEVELS)
  .describe('what recovery last proved of this offer; unverified until a replay has');
const AGE = count.describe('age of as_of');

/** An offer as a buyer may see it. */
const PUBLIC_OFFER = z.strictObject({
  seller_id: text,
  sellable: count,
  status: STATUS,
  confidence: CONFIDENCE,
  as_of: instant,
  freshness_ms: AGE,
});

/** An offer as its seller and viewers see it. */
const OFFER = z.strictObject({
  seller_id: text,
  version: count,
  revision: count,
  stock_on_hand: count,
  sellable: count,
  reserved: count,
  damaged: count,
  return_to_vendor: count,
  locations: z.array(z.strictObject({ location_id: text, sellable: count })),
  event_time: instant,
  accepted_at: instant,
  as_of: instant,
  freshness_ms: AGE,
  status: STATUS,
  confidence: CONFIDENCE,
  verified_at: instant.nullable().describe('when that record was sealed; null when there is none'),
});

/** All offers of a SKU. */
export const SKU_ANSWER = z.strictObject({
  sku: text,
  sellable: count.describe('sum over the offers, capped at 2^53-1'),
  sellable_capped: z.literal(true).optional(),
  withheld: count.optional().describe('offers left out because less is known of them than was asked for'),
  offers: z.array(z.union([OFFER, PUBLIC_OFFER])),
});

/** One offer. */
export const ONE_OFFER = z.union([OFFER.extend({ sku: text }), PUBLIC_OFFER.extend({ sku: text })]);

/** One answer for each requested SKU, in the order of the request. */
export const BATCH_ANSWER = z.strictObject({ items: z.array(SKU_ANSWER) });

/** An offer in full. MaySee decides who gets it. */
export type OfferAnswer = z.infer<typeof OFFER>;
/** An offer without its version, other buckets and locations, as everybody else sees it. */
export type PublicOffer = z.infer<typeof PUBLIC_OFFER>;
/** May have offers of both forms: a seller sees its own in full, others as a buyer does. */
export type SkuAnswer = z.infer<typeof SKU_ANSWER>;
/** `stale`: `as_of` is older than the bound; `suspect`: a gap was found, whatever the age. */
export type OfferStatus = OfferAnswer['status'];
/** Levels are compared by their order in CONFIDENCE_LEVELS. A suspect offer is never `trusted`. */
export type Confidence = OfferAnswer['confidence'];

import { part } from '@stockproof/http';
import { z } from 'zod';

const { count, instant, text } = part;

/** Least first. */
export const CONFIDENCE_LEVELS = ['untrusted', 'unverified', 'trusted'] as const;

/** An offer as the API tells it. */
export const OFFER = z.strictObject({
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
  freshness_ms: count.describe('age of as_of'),
  status: z.enum(['current', 'stale', 'suspect']).describe('suspect outranks stale: a known gap is worse news than age'),
  confidence: z.enum(CONFIDENCE_LEVELS).describe('what recovery last proved of this offer; unverified until a replay has'),
  verified_at: instant.nullable().describe('when that record was sealed; null when there is none'),
});

/** All offers of a SKU. */
export const SKU_ANSWER = z.strictObject({
  sku: text,
  sellable: count.describe('sum over the offers, capped at 2^53-1'),
  sellable_capped: z.literal(true).optional(),
  withheld: count.optional().describe('offers left out because less is known of them than was asked for'),
  offers: z.array(OFFER),
});

export const BATCH_ANSWER = z.strictObject({ items: z.array(SKU_ANSWER) });

export type OfferAnswer = z.infer<typeof OFFER>;
export type SkuAnswer = z.infer<typeof SKU_ANSWER>;
export type OfferStatus = OfferAnswer['status'];
export type Confidence = OfferAnswer['confidence'];

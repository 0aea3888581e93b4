import { identifier, parseStrictJson } from '@stockproof/events';
import { Problem } from '@stockproof/http';
import { z } from 'zod';
import type { OfferPlace } from '../evidence/sql/offer-confidence.js';

const places = z.tuple([z.iso.datetime(), identifier(64), identifier(64)]);
/** Its schema in OpenAPI. */
export const OFFER_PLACE = { type: 'string', pattern: '^[A-Za-z0-9_-]{1,2000}$' } as const;

/** Encodes the token for the next page; it is opaque to clients. */
export function pageToken({ verified_at, seller_id, sku }: OfferPlace): string {
  return Buffer.from(JSON.stringify([verified_at.toISOString(), seller_id, sku])).toString('base64url');
}

/** Decodes a page token. Throws a 400 for anything else. */
export function offerPlace(value: unknown): OfferPlace {
  const json = parseStrictJson(Buffer.from(typeof value === 'string' ? value : '', 'base64url'));
  const read = places.safeParse(json.ok ? json.value : null);
  if (!read.success) throw new Problem(400, 'bad_request', 'after must be `next` of the page before');
  const [verified_at, seller_id, sku] = read.data;
  return { verified_at: new Date(verified_at), seller_id, sku };
}

import { identifier, parseStrictJson } from '@stockproof/events';
import { Problem } from '@stockproof/http';
import type { OfferName } from '@stockproof/verification';
import { z } from 'zod';

const names = z.tuple([identifier(64), identifier(64)]);
/** Its schema in OpenAPI. */
export const OFFER_TOKEN = { type: 'string', pattern: '^[A-Za-z0-9_-]{1,2000}$' } as const;
/** Before all offers. */
export const NO_OFFER: OfferName = { seller_id: '', sku: '' };

/** Encodes the token of the page after an offer; it is opaque to clients. */
export function offerToken({ seller_id, sku }: OfferName): string {
  return Buffer.from(JSON.stringify([seller_id, sku])).toString('base64url');
}

/** Decodes a token; undefined is the first page. Throws a 400 for anything else. */
export function offerAfter(value: unknown): OfferName {
  if (value === undefined) return NO_OFFER;
  const json = parseStrictJson(Buffer.from(typeof value === 'string' ? value : '', 'base64url'));
  const read = names.safeParse(json.ok ? json.value : null);
  if (!read.success) throw new Problem(400, 'bad_request', 'after must be `next` of the page before');
  const [seller_id, sku] = read.data;
  return { seller_id, sku };
}

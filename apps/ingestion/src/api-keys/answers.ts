import { part } from '@stockproof/http';
import { z } from 'zod';
import { KEY_REQUEST_STATUSES } from './key-request.js';

const { count, instant, text } = part;

/** Contains the secret of a new key. SUCCESSOR has it too, and no other answer: it is not shown again. */
export const NEW_KEY = z.strictObject({ key_id: text, api_key: text, expires_at: instant });

/** The answer to a rotation: a new key with its secret, and how long the old one works on. */
export const SUCCESSOR = NEW_KEY.extend({
  previous_expires_at: instant.describe('until when the old key works on'),
});

/** A request for a seller's key. It has a `key_id` once the key was collected, and never the secret. */
export const KEY_REQUEST = z.strictObject({
  request_id: text,
  seller_id: text,
  status: z.enum(KEY_REQUEST_STATUSES).describe('expired: it was not collected in time'),
  reason: text,
  requested_by: text,
  requested_at: instant,
  approved_by: text.nullable(),
  expires_at: instant.nullable().describe('until when it may be collected'),
  key_id: text.nullable().describe('the key that came of it'),
  collected_at: instant.nullable(),
  withdrawn_at: instant.nullable().describe('when whoever asked took it back'),
  withdrawn_reason: text.nullable(),
});

/** A page of requests, the newest first. */
export const KEY_REQUESTS = z.strictObject({ items: z.array(KEY_REQUEST) });

/** All keys of a seller, the oldest first, with those that are revoked or expired; never their secrets. */
export const KEYS = z.strictObject({
  api_keys: z.array(
    z.strictObject({
      key_id: text,
      created_at: instant,
      created_by: text,
      approved_by: text.nullable(),
      reason: text.nullable(),
      successor_of: text
        .nullable()
        .describe(
          'the key of the seller that made this one; null where two operators or a person of the seller did',
        ),
      expires_at: instant,
      revoked_at: instant.nullable(),
      revoked_by: text.nullable(),
      last_used_at: instant.nullable().describe('to the minute; null if it was not used yet'),
    }),
  ),
});

/** The principal of the credential that was sent. The roles of an operator are those of its token. */
export const WHO = z.union([
  z.strictObject({ kind: z.literal('seller'), seller_id: text, key_id: text, expires_at: instant }),
  z.strictObject({
    kind: z.literal('seller'),
    seller_id: text,
    person: text.describe('who is logged in and acts for the seller'),
  }),
  z.strictObject({ kind: z.literal('operator'), name: text, roles: z.array(text) }),
  z.strictObject({ kind: z.literal('service'), name: text }),
]);

/** RFC 7662. */
export const INTROSPECTED = z.union([
  z.strictObject({ active: z.literal(false) }),
  z.strictObject({
    active: z.literal(true),
    sub: text,
    key_id: text,
    token_type: z.literal('api_key'),
    exp: count.describe('seconds since 1970'),
  }),
]);

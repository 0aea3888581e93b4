import { part } from '@stockproof/http';
import { z } from 'zod';

const { instant, text } = part;

/** The only time that the secret is told. */
export const NEW_KEY = z.strictObject({ key_id: text, api_key: text });

export const KEYS = z.strictObject({
  api_keys: z.array(z.strictObject({
    key_id: text, created_at: instant, created_by: text, revoked_at: instant.nullable(), revoked_by: text.nullable(),
  })),
});

export const WHO = z.union([
  z.strictObject({ kind: z.literal('seller'), seller_id: text, key_id: text }),
  z.strictObject({ kind: z.literal('operator'), name: text, roles: z.array(text) }),
  z.strictObject({ kind: z.literal('service'), name: text }),
]);

/** RFC 7662. */
export const INTROSPECTED = z.union([
  z.strictObject({ active: z.literal(false) }),
  z.strictObject({ active: z.literal(true), sub: text, key_id: text, token_type: z.literal('api_key') }),
]);

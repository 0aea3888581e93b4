import { evidenceSchema } from '@stockproof/evidence';
import { part } from '@stockproof/http';
import { z } from 'zod';

const { count, digest, instant, text } = part;

/** The chain of records, as JSON Schema draft-07 like the record's schema. */
export const CHAIN = {
  type: 'object',
  required: ['items'],
  properties: { items: { type: 'array', items: evidenceSchema } },
  additionalProperties: false,
};

/** Records without their content, newest first. */
export const SUMMARIES = z.strictObject({
  items: z.array(
    z.strictObject({
      sequence: count,
      recovery_id: text,
      digest: digest.describe('SHA-256 of the whole record'),
      recorded_at: instant,
      flow: text,
      mode: text,
      requested_by: text,
      confidence_status: text.nullable(),
      attests: z
        .strictObject({ version: count, chain_digest: digest })
        .nullable()
        .describe('the head of the offer that was asked for'),
    }),
  ),
  next_before: count.nullable().describe('`before` of the next page; null if this one is not full'),
});

/** RFC 7517. */
export const JWKS = z.strictObject({
  keys: z.array(z.looseObject({ kty: text, crv: text, x: text, kid: text })),
});

/**
 * The id of the key that signs from now on. The public keys before it stay in JWKS, so older records can be
 * verified.
 */
export const ROTATED = z.strictObject({ key_id: text });

/** Dead Simple Signing Envelope. */
export const ENVELOPE = z.strictObject({
  payloadType: text,
  payload: text,
  signatures: z.array(z.strictObject({ keyid: text, sig: text })),
});

/** The path from an offer’s stream head up to the signed root. */
export const PROOF = z.strictObject({
  recovery_id: text,
  confidence_status: z.enum(['trusted', 'untrusted', 'inconclusive']),
  leaf: z.strictObject({ seller_id: text, sku: text, version: count, chain_digest: digest }),
  path: z.array(z.strictObject({ side: z.enum(['left', 'right']), digest })),
  merkle_root: digest,
  integrity: z.strictObject({
    sequence: count,
    previous_digest: digest,
    content_digest: digest,
    algorithm: z.literal('ed25519'),
    key_id: text,
    signature: text,
  }),
});

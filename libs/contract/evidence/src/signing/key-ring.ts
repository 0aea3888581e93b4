import { createPublicKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';
import { isSigned, signStatement } from './statement.js';

/** A public key and its validity period. */
export interface EvidenceKey {
  readonly key: KeyObject;
  /** RFC 3339 in UTC with milliseconds, inclusive. */
  readonly valid_from: string;
  /** Inclusive; null for the current key. */
  readonly valid_until: string | null;
}

/** Public keys by their id. A key that is part of the verified file itself must not be used. */
export type PublicKeys = ReadonlyMap<string, EvidenceKey>;

const instant = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

const entry = z.looseObject({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  kid: z.string().min(1),
  stockproof_valid_from: instant,
  stockproof_valid_until: instant.nullable(),
  stockproof_introduced_by: z.strictObject({ kid: z.string(), signature: z.string() }).nullable(),
});

/**
 * A key in the JWKS. Each key except the first is signed by the previous one, whose period ends where this
 * one begins.
 */
export type KeyEntry = z.infer<typeof entry>;

/** Thrown if a JWKS is not a valid chain of keys. */
class KeyRingError extends Error {
  override readonly name = 'KeyRingError';
}

/**
 * Parses the keys of `public.jwks.json` or of `GET /v1/evidence/keys`. Only the first key has to be trusted,
 * because each other one is signed by the previous one. Throws KeyRingError for a key without a period or a
 * valid introduction.
 */
export function keyRing(jwks: unknown): PublicKeys {
  const parsed = z.looseObject({ keys: z.array(entry).min(1) }).safeParse(jwks);
  if (!parsed.success)
    throw new KeyRingError(
      `no keys with their periods: ${parsed.error.issues[0]?.path.join('.') ?? ''} ${parsed.error.issues[0]?.message ?? ''}`,
    );
  const { keys } = parsed.data;
  const ring = new Map<string, EvidenceKey>();
  for (const [index, one] of keys.entries()) {
    const problem = linkProblem(keys[index - 1] ?? null, one, ring);
    if (problem !== null) throw new KeyRingError(`key ${one.kid}: ${problem}`);
    ring.set(one.kid, {
      key: publicKey(one),
      valid_from: one.stockproof_valid_from,
      valid_until: one.stockproof_valid_until,
    });
  }
  if (keys.at(-1)?.stockproof_valid_until !== null)
    throw new KeyRingError('no key signs today: the newest are missing');
  return ring;
}

function linkProblem(before: KeyEntry | null, one: KeyEntry, ring: PublicKeys): string | null {
  const link = one.stockproof_introduced_by;
  if (ring.has(one.kid)) return 'it is there twice';
  if (before === null) return link === null ? null : 'the key that introduced it is missing';
  if (link === null || link.kid !== before.kid) return `it is not introduced by ${before.kid}`;
  if (
    before.stockproof_valid_until !== one.stockproof_valid_from ||
    one.stockproof_valid_from < before.stockproof_valid_from
  )
    return `its time does not begin where that of ${before.kid} ends`;
  const good = isSigned(
    'stockproof.evidence-key.v1',
    introduction(before.kid, one),
    link.signature,
    publicKey(before),
  );
  return good ? null : `its introduction is not signed by ${before.kid}`;
}

function publicKey({ kty, crv, x }: KeyEntry): KeyObject {
  return createPublicKey({ key: { kty, crv, x }, format: 'jwk' });
}

/** The statement about the next key that the previous key signs. */
function introduction(
  before: string,
  { kid, x, stockproof_valid_from }: Pick<KeyEntry, 'kid' | 'x' | 'stockproof_valid_from'>,
): object {
  return { after: before, kid, x, valid_from: stockproof_valid_from };
}

/**
 * Returns the keys with a new one at the end, valid from `at` (RFC 3339) and signed with the private key of
 * the last one.
 */
export function introduceKey(
  keys: readonly KeyEntry[],
  next: Pick<KeyEntry, 'kid' | 'x'>,
  at: string,
  private_key: KeyObject | null,
): KeyEntry[] {
  const before = keys.at(-1);
  const named = {
    ...next,
    kty: 'OKP' as const,
    crv: 'Ed25519' as const,
    alg: 'EdDSA',
    use: 'sig',
    stockproof_valid_from: at,
    stockproof_valid_until: null,
  };
  if (before === undefined || private_key === null) return [{ ...named, stockproof_introduced_by: null }];
  const signature = signStatement('stockproof.evidence-key.v1', introduction(before.kid, named), private_key);
  return [
    ...keys.slice(0, -1),
    { ...before, stockproof_valid_until: at },
    { ...named, stockproof_introduced_by: { kid: before.kid, signature } },
  ];
}

import { fromBase64Url, isSignedWith } from './canonical.js';

/** A public key and the time in which it signed. */
export interface TimedKey {
  readonly key: CryptoKey;
  readonly valid_from: string;
  /** Null: it signs today. */
  readonly valid_until: string | null;
}

/** The keys of a JWKS, or why they are not taken. */
export type KeyChain =
  | { readonly ok: true; readonly keys: ReadonlyMap<string, TimedKey>; readonly first: string }
  | { readonly ok: false; readonly detail: string };

interface Entry {
  readonly kid: string;
  readonly kty: string;
  readonly crv: string;
  readonly x: string;
  readonly stockproof_valid_from: string;
  readonly stockproof_valid_until: string | null;
  readonly stockproof_introduced_by: { readonly kid: string; readonly signature: string } | null;
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/**
 * Reads the keys of a JWKS. Only the first is taken as it is; each other one is signed by the one before it, and
 * begins when that ends. Never rejects.
 */
export async function readKeyChain(jwks: unknown): Promise<KeyChain> {
  const entries = (jwks as { keys?: unknown } | null)?.keys;
  if (!Array.isArray(entries) || entries.length === 0)
    return { ok: false, detail: 'there are no keys in it' };
  const keys = new Map<string, TimedKey>();
  let before: Entry | null = null;
  for (const value of entries as readonly unknown[]) {
    if (!isEntry(value)) return { ok: false, detail: 'a key has no time, or is no Ed25519 key' };
    const fault: string | null = await linkFault(before, value, keys);
    if (fault !== null) return { ok: false, detail: `key ${value.kid}: ${fault}` };
    const key = await importKey(value);
    if (key === null) return { ok: false, detail: `key ${value.kid}: it is no Ed25519 key` };
    keys.set(value.kid, {
      key,
      valid_from: value.stockproof_valid_from,
      valid_until: value.stockproof_valid_until,
    });
    before = value;
  }
  if (before?.stockproof_valid_until !== null)
    return { ok: false, detail: 'no key signs today: the newest are missing' };
  return { ok: true, keys, first: [...keys.keys()][0] ?? '' };
}

function isEntry(value: unknown): value is Entry {
  if (typeof value !== 'object' || value === null) return false;
  const {
    kid,
    kty,
    crv,
    x,
    stockproof_valid_from: from,
    stockproof_valid_until: until,
  } = value as Partial<Entry>;
  const link = (value as Partial<Entry>).stockproof_introduced_by;
  return (
    typeof kid === 'string' &&
    kty === 'OKP' &&
    crv === 'Ed25519' &&
    typeof x === 'string' &&
    typeof from === 'string' &&
    INSTANT.test(from) &&
    (until === null || (typeof until === 'string' && INSTANT.test(until))) &&
    (link === null ||
      (typeof link === 'object' && typeof link.kid === 'string' && typeof link.signature === 'string'))
  );
}

async function linkFault(
  before: Entry | null,
  one: Entry,
  keys: ReadonlyMap<string, TimedKey>,
): Promise<string | null> {
  const link = one.stockproof_introduced_by;
  if (keys.has(one.kid)) return 'it is there twice';
  if (before === null) return link === null ? null : 'the key that introduced it is missing';
  if (link?.kid !== before.kid) return `it is not introduced by ${before.kid}`;
  if (
    before.stockproof_valid_until !== one.stockproof_valid_from ||
    one.stockproof_valid_from < before.stockproof_valid_from
  )
    return `its time does not begin where that of ${before.kid} ends`;
  const introducing = keys.get(before.kid);
  const statement = { after: before.kid, kid: one.kid, x: one.x, valid_from: one.stockproof_valid_from };
  return introducing !== undefined &&
    (await isSignedWith(introducing.key, 'stockproof.evidence-key.v1', statement, link.signature))
    ? null
    : `its introduction is not signed by ${before.kid}`;
}

async function importKey({ kty, crv, x }: Entry): Promise<CryptoKey | null> {
  if (fromBase64Url(x)?.length !== 32) return null;
  return crypto.subtle.importKey('jwk', { kty, crv, x }, 'Ed25519', false, ['verify']).catch(() => null);
}

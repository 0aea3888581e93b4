import { type KeyEntry, keyRing } from '@stockproof/evidence';
import type { Queryable } from '@stockproof/postgres';
import { type KeySecret, openKey } from './key-secret.js';
import { readKeys } from './sql/evidence-keys.js';

/** Every public key that ever signed, read when it is asked for, because any copy may add one. */
export interface PublicKeyList {
  /** A JWKS, oldest first. Rejects if there is no key, or one was changed by somebody without the service's key. */
  jwks(): Promise<{ keys: KeyEntry[] }>;
}

/** The public keys in the database. For processes that sign nothing: nothing is made or changed. */
export function publicKeysOf(records: Queryable, secret: () => Promise<KeySecret>): PublicKeyList {
  return { jwks: async () => readPublicKeys(records, await secret()) };
}

/** See PublicKeyList. */
export async function readPublicKeys(db: Queryable, secret: KeySecret): Promise<{ keys: KeyEntry[] }> {
  const keys = (await readKeys(db)).map((row) => openKey(secret, row).entry);
  keyRing({ keys });
  return { keys };
}

import { generateKeyPairSync } from 'node:crypto';
import { introduceKey, type KeyEntry, keyRing, latestOf, type SigningKey } from '@stockproof/evidence';
import { inTransaction, type Queryable } from '@stockproof/postgres';
import type { Pool } from 'pg';
import { PublicKeyCopy } from './public-key-copy.js';
import { type KeySecret, KeySecretError, openKey, sealKey } from './key-secret.js';
import { destroyPrivateFiles, readKeyFolder } from './key-files.js';
import { type PublicKeyList, readPublicKeys } from './public-keys.js';
import { insertEvidenceKey, lockKeys, readKeys, retireKey, shareKeys } from './sql/evidence-keys.js';

const DAY_MS = 86_400_000;

/**
 * Where the keys are, and when one is replaced. Its age is checked when a record is signed, so a service that
 * signs nothing keeps its key.
 */
export interface EvidenceKeyOptions {
  readonly records: Pool;
  readonly secret: KeySecret;
  /** Gets a copy of the public keys; keys of an earlier version are taken from it once. Empty: neither. */
  readonly folder: string;
  /** After this many days the key is replaced with the next record; 0 for never. */
  readonly days: number;
  readonly now_ms: () => number;
}

/** The newest key, which signs, and the ones before it. */
interface KeysNow {
  readonly entries: readonly KeyEntry[];
  readonly signing: SigningKey & { readonly valid_from: string };
}

/**
 * The keys that sign evidence, the same for every copy of the service (ADR 0083). The newest signs. The public
 * keys of its predecessors stay, each with its period and signed by the previous one, so that old records can be
 * verified; their private keys are destroyed (ADR 0046).
 */
export class EvidenceKeys implements PublicKeyList {
  private readonly copy: PublicKeyCopy;

  private constructor(private readonly options: EvidenceKeyOptions) {
    this.copy = new PublicKeyCopy(options.folder);
  }

  /**
   * Reads the keys. If there are none, takes those of the folder, or creates the first one; of several copies
   * that start together one does. Rejects if they are not a valid chain, or not of this service, or if the
   * folder has other ones.
   */
  static async open(options: EvidenceKeyOptions): Promise<EvidenceKeys> {
    const keys = new EvidenceKeys(options);
    await inTransaction(options.records, async (db) => {
      await lockKeys(db);
      if ((await readKeys(db)).length === 0) await keys.begin(db);
    });
    const { entries } = await keys.now(options.records);
    await keys.copy.check(entries);
    await keys.copy.write(entries);
    if (options.folder !== '') await destroyPrivateFiles(options.folder);
    return keys;
  }

  jwks(): Promise<{ keys: KeyEntry[] }> {
    return readPublicKeys(this.options.records, this.options.secret);
  }

  /** Brings the copy in the folder up to date. */
  async copyPublic(): Promise<void> {
    await this.copy.write((await this.jwks()).keys);
  }

  /** The key that signs now. In a transaction it stays the newest until the end of it. */
  async signer(db: Queryable): Promise<SigningKey & { readonly valid_from: string }> {
    await shareKeys(db);
    return (await this.now(db)).signing;
  }

  /**
   * Creates a new key, valid from now but not before what `earliest` returns, and destroys the previous private
   * key. The transaction must hold the end of the chain of records; `earliest` is the time of the last signature,
   * read when nobody signs any more. Returns the new key id.
   */
  async rotate(db: Queryable, earliest: () => Promise<string>): Promise<string> {
    await lockKeys(db);
    const { entries, signing } = await this.now(db);
    const now = new Date(this.options.now_ms()).toISOString();
    return this.add(db, entries, latestOf(await earliest(), signing.valid_from, now), signing);
  }

  /** Rotates if the key has signed for long enough; otherwise like rotate. */
  async rotateWhenDue(db: Queryable, earliest: () => Promise<string>): Promise<void> {
    const { days, now_ms } = this.options;
    if (days === 0) return;
    const { signing } = await this.now(db);
    if (now_ms() - Date.parse(signing.valid_from) >= days * DAY_MS) await this.rotate(db, earliest);
  }

  /** The first key, or those of the folder. */
  private async begin(db: Queryable): Promise<void> {
    const { secret, folder, now_ms } = this.options;
    const found = folder === '' ? null : await readKeyFolder(folder);
    if (found === null) {
      await this.add(db, [], new Date(now_ms()).toISOString(), null);
      return;
    }
    const { entries, private_key } = found;
    keyRing({ keys: entries });
    if (private_key === null)
      throw new Error(
        `${folder} has public keys of evidence and not the newest private one, and the database has none: restore either, or move public.jwks.json away to begin with a new key`,
      );
    for (const [index, entry] of entries.entries())
      await insertEvidenceKey(
        db,
        sealKey(secret, index + 1, entry, index === entries.length - 1 ? private_key : null),
      );
    // Whether the private half is of the newest one: before anything of the folder is destroyed.
    await this.now(db);
  }

  private async add(
    db: Queryable,
    entries: readonly KeyEntry[],
    at: string,
    introducer: SigningKey | null,
  ): Promise<string> {
    const { secret } = this.options;
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const kid = `evidence-${entries.length + 1}`;
    const named = { kid, x: publicKey.export({ format: 'jwk' }).x ?? '' };
    const keys = introduceKey(entries, named, at, introducer?.key ?? null);
    const [before, newest] = [keys.at(-2), keys.at(-1)];
    if (before !== undefined) await retireKey(db, sealKey(secret, keys.length - 1, before, null));
    if (newest !== undefined) await insertEvidenceKey(db, sealKey(secret, keys.length, newest, privateKey));
    return kid;
  }

  private async now(db: Queryable): Promise<KeysNow> {
    const opened = (await readKeys(db)).map((row) => openKey(this.options.secret, row));
    const entries = opened.map(({ entry }) => entry);
    keyRing({ keys: entries });
    const newest = opened.at(-1);
    if (newest === undefined || newest.private_key === null)
      throw new KeySecretError('the newest key of evidence cannot sign: the table evidence_key was changed');
    const { kid, stockproof_valid_from: valid_from } = newest.entry;
    return { entries, signing: { key_id: kid, key: newest.private_key, valid_from } };
  }
}

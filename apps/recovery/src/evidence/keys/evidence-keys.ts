import { generateKeyPairSync } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { introduceKey, type KeyEntry, keyRing, latestOf, type SigningKey } from '@stockproof/evidence';
import {
  nextFile,
  privateFile,
  readEntries,
  readPrivate,
  settle,
  writeEntries,
  writePrivate,
} from './key-files.js';

const DAY_MS = 86_400_000;
const BEGINNING = new Date(0).toISOString();

/**
 * When a key is replaced. Its age is checked when a record is signed, so a service that signs nothing keeps
 * its key.
 */
export interface EvidenceKeyOptions {
  /** After this many days the key is replaced with the next record; 0 for never. */
  readonly days: number;
  readonly now_ms: () => number;
}

/**
 * The keys that sign evidence (ADR 0046). The newest signs. The public keys of its predecessors stay, each
 * with its period and signed by the previous one, so that old records can be verified; their private keys are
 * destroyed.
 */
export class EvidenceKeys {
  private constructor(
    private readonly folder: string,
    private entries: readonly KeyEntry[],
    public signing: SigningKey & { readonly valid_from: string },
    private readonly options: EvidenceKeyOptions,
  ) {}

  /**
   * Reads the folder, and creates the first key if there is none. Rejects if the content is not a valid chain
   * of keys, or the newest cannot sign.
   */
  static async open(folder: string, options: EvidenceKeyOptions): Promise<EvidenceKeys> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    let entries = await readEntries(folder);
    if (entries.length === 0) entries = await addKey(folder, [], new Date(options.now_ms()).toISOString());
    else if (entries.some((one) => one.stockproof_valid_from === undefined))
      entries = await withPeriods(folder, entries);
    return new EvidenceKeys(folder, entries, await activateKeys(folder, entries), options);
  }

  jwks(): { keys: object[] } {
    return { keys: [...this.entries] };
  }

  /**
   * Creates a new key, valid from now but not before `earliest`, and destroys the previous private key. The
   * caller must hold the end of the chain of records; `earliest` is the time of the last signature. Returns
   * the new key id.
   */
  async rotate(earliest: string): Promise<string> {
    const begins = latestOf(earliest, this.signing.valid_from, new Date(this.options.now_ms()).toISOString());
    const entries = await addKey(this.folder, await readEntries(this.folder), begins);
    this.signing = await activateKeys(this.folder, entries);
    this.entries = entries;
    return this.signing.key_id;
  }

  /** Rotates if the key has signed for long enough; otherwise like rotate. */
  async rotateWhenDue(earliest: () => Promise<string>): Promise<void> {
    const { days, now_ms } = this.options;
    if (days > 0 && now_ms() - Date.parse(this.signing.valid_from) >= days * DAY_MS)
      await this.rotate(await earliest());
  }
}

/**
 * Writes the private key first and then its introduction, because a record of an unknown key could never be
 * verified.
 */
async function addKey(folder: string, entries: readonly KeyEntry[], at: string): Promise<KeyEntry[]> {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const before = entries.at(-1);
  const kid = `evidence-${entries.length + 1}`;
  const introducer = before === undefined ? null : await readPrivate(privateFile(folder, before.kid));
  if (before !== undefined && introducer === null)
    throw new Error(`the private key of ${before.kid} is missing: it can introduce no other`);
  await writePrivate(nextFile(folder, kid), kid, privateKey);
  const keys = introduceKey(entries, { kid, x: publicKey.export({ format: 'jwk' }).x ?? '' }, at, introducer);
  await writeEntries(folder, keys);
  return keys;
}

async function activateKeys(
  folder: string,
  entries: readonly KeyEntry[],
): Promise<SigningKey & { readonly valid_from: string }> {
  keyRing({ keys: entries });
  const { kid = '', stockproof_valid_from = BEGINNING } = entries.at(-1) ?? {};
  await settle(folder, kid);
  const key = await readPrivate(privateFile(folder, kid));
  if (key === null)
    throw new Error(`the private key of ${kid} is missing in the folder of the evidence keys`);
  return { key_id: kid, key, valid_from: stockproof_valid_from };
}

/** Gives older keys their periods: each began to sign when its private file was created. */
async function withPeriods(folder: string, old: readonly KeyEntry[]): Promise<KeyEntry[]> {
  let entries: KeyEntry[] = [];
  for (const { kid, x } of old) {
    const before = entries.at(-1);
    const made =
      before === undefined ? BEGINNING : (await stat(privateFile(folder, kid))).mtime.toISOString();
    const at = latestOf(made, before?.stockproof_valid_from ?? BEGINNING);
    entries = introduceKey(
      entries,
      { kid, x },
      at,
      before === undefined ? null : await readPrivate(privateFile(folder, before.kid)),
    );
  }
  await writeEntries(folder, entries);
  return entries;
}

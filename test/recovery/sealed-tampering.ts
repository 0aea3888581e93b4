import {
  createDecipheriv,
  createPrivateKey,
  generateKeyPairSync,
  hkdfSync,
  type JsonWebKey,
} from 'node:crypto';
import { chownSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { TOPICS } from '@stockproof/events';
import {
  objectsOf,
  openObjectStore,
  readSealed,
  type SealedMessage,
  type SegmentManifest,
  sealSegment,
  type SignedManifest,
  signManifest,
  Workspace,
} from '@stockproof/sealed-history';
import { queryDatabase, type RunningStack } from '@stockproof/testing';
import { javaPartition } from '../model/java-partition.js';
import type { TrialOffer } from './trial-offer.js';

/** A segment as it is kept, and the files of it that an offer is read from. */
export interface KeptSegment {
  readonly signed: SignedManifest;
  readonly files: readonly string[];
}

const STANDING = `
  SELECT signed FROM sealed_segment
  WHERE topic = $1 AND partition = $2 AND replaced_by IS NULL AND set_aside_at IS NULL ORDER BY from_offset`;

/** The CDC segments of the partition of an offer, in order. */
export async function segmentsOf(stack: RunningStack, { sku }: TrialOffer): Promise<KeptSegment[]> {
  const values = [TOPICS.ledgerChanges, javaPartition(sku, 8)];
  const rows = await queryDatabase<{ signed: SignedManifest }>(stack, 'recovery', STANDING, values);
  return rows.map(({ signed }) => ({
    signed,
    files: signed.manifest.files
      .filter(({ first_sku, last_sku }) => first_sku <= sku && sku <= last_sku)
      .map(({ object }) => join(stack.home, 'sealed', 'store', object)),
  }));
}

/** Writes a manifest in the place of another one. */
export async function putManifest(
  stack: RunningStack,
  old: SignedManifest,
  signed: SignedManifest,
): Promise<void> {
  await queryDatabase(
    stack,
    'recovery',
    'UPDATE sealed_segment SET digest = $2, signed = $3 WHERE digest = $1 AND replaced_by IS NULL',
    [old.digest, signed.digest, JSON.stringify(signed)],
  );
}

/** Signs a manifest by another key of the same name. */
export function signedByAnother({ manifest, key_id }: SignedManifest): SignedManifest {
  return signManifest(manifest, { key_id, key: generateKeyPairSync('ed25519').privateKey });
}

/**
 * Seals the range of a segment again as a faulty sealer would, with the true key: with other messages than were
 * there. The new files stay in the store.
 */
export async function sealOtherwise(
  stack: RunningStack,
  { signed }: KeptSegment,
  change: (messages: readonly SealedMessage[]) => readonly SealedMessage[],
  offer: TrialOffer,
): Promise<SignedManifest> {
  const folder = join(stack.home, 'sealed');
  const workspace = await Workspace.open({ folder: join(stack.home, 'tampering'), cache_mib: 0 });
  try {
    const options = { workspace, store: openObjectStore(pathToFileURL(join(folder, 'store')).href) };
    const messages: SealedMessage[] = [];
    await readSealed(options, [signed.manifest], { type: 'all' }, (some) => {
      messages.push(...some.map((one) => ({ ...one, value: one.value && Buffer.from(one.value) })));
    });
    const changed = change(messages);
    const manifest = await sealSegment(
      { ...options, offer_of: ({ value }) => (value?.includes(offer.sku) === true ? offer : null) },
      signed.manifest,
      signed.manifest.previous,
      (async function* () {
        yield* changed;
      })(),
    );
    giveToOwner(folder, manifest);
    return signManifest({ ...manifest, sealed_at: new Date().toISOString() }, await newestKey(stack));
  } finally {
    await workspace.close();
  }
}

/** The key that the service signs with now: encrypted in its database, as ADR 0083 says, under the service's own key. */
async function newestKey(stack: RunningStack): Promise<Parameters<typeof signManifest>[1]> {
  const own_key = readFileSync(stack.parts['recovery']?.env['STOCKPROOF_SERVICE_KEY_FILE'] ?? '', 'utf8');
  const own = Buffer.from((JSON.parse(own_key) as { d: string }).d, 'base64url');
  const secret = Buffer.from(hkdfSync('sha256', own, '', 'stockproof evidence keys', 32));
  const [row] = await queryDatabase<{ number: number; entry: string; box: string }>(
    stack,
    'recovery',
    'SELECT number, entry, box FROM evidence_key ORDER BY number DESC LIMIT 1',
  );
  if (row === undefined) throw new Error('recovery has no key');
  const box = Buffer.from(row.box, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', secret, box.subarray(0, 12), { authTagLength: 16 });
  decipher.setAuthTag(box.subarray(12, 28)).setAAD(Buffer.from(`${row.number}\n${row.entry}`));
  const d = Buffer.concat([decipher.update(box.subarray(28)), decipher.final()]).toString('utf8');
  const { kid, kty, crv, x } = JSON.parse(row.entry) as JsonWebKey & { kid: string };
  return { key_id: kid, key: createPrivateKey({ key: { kty, crv, x, d } as JsonWebKey, format: 'jwk' }) };
}

function giveToOwner(folder: string, manifest: SegmentManifest): void {
  const { uid, gid } = statSync(folder);
  for (const object of objectsOf(manifest)) chownSync(join(folder, 'store', object), uid, gid);
}

/** Changes a file and returns what undoes it: the owner of the file stays. */
export function changeFile(file: string, change: (bytes: Buffer) => Buffer | null): () => void {
  const before = readFileSync(file);
  const after = change(Buffer.from(before));
  if (after !== null) {
    writeFileSync(file, after);
    return () => writeFileSync(file, before);
  }
  renameSync(file, `${file}.away`);
  return () => {
    rmSync(file, { force: true });
    renameSync(`${file}.away`, file);
  };
}

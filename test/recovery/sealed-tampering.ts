import { createPrivateKey, generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { chownSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
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
    return signManifest({ ...manifest, sealed_at: new Date().toISOString() }, newestKey(stack));
  } finally {
    await workspace.close();
  }
}

function newestKey({ home }: RunningStack): Parameters<typeof signManifest>[1] {
  const folder = join(home, 'keys', 'evidence');
  const [name = ''] = readdirSync(folder).filter((file) => file.endsWith('.jwk.json'));
  const jwk = JSON.parse(readFileSync(join(folder, name), 'utf8')) as JsonWebKey & { kid: string };
  return { key_id: jwk.kid, key: createPrivateKey({ key: jwk, format: 'jwk' }) };
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

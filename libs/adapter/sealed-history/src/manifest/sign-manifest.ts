import {
  canonicalDigest,
  isSigned,
  latestOf,
  type PublicKeys,
  type SigningKey,
  signStatement,
} from '@stockproof/evidence';
import { z } from 'zod';
import { SealedHistoryError } from '../sealed-history-error.js';
import { manifestFault } from './check-manifest.js';
import { manifestShape, type SegmentManifest, type SignedManifest } from './manifest.js';

const KIND = 'stockproof.sealed-segment.v1';

const signedShape = z.strictObject({
  manifest: manifestShape,
  digest: z.string(),
  key_id: z.string(),
  signature: z.string(),
});

/** Signs a manifest. Its time is raised, if needed, to the beginning of the key's period. */
export function signManifest(
  unsigned: SegmentManifest,
  { key_id, key, valid_from = unsigned.sealed_at }: SigningKey,
): SignedManifest {
  const manifest = { ...unsigned, sealed_at: latestOf(unsigned.sealed_at, valid_from) };
  const digest = canonicalDigest(manifest);
  return { manifest, digest, key_id, signature: signStatement(KIND, { digest, key_id }, key) };
}

/**
 * Returns the manifest if it is the one that a key signed in its period, and can be true. Throws
 * SealedHistoryError: `unreadable` for another form, `forged` for everything else.
 */
export function verifyManifest(signed: unknown, keys: PublicKeys): SegmentManifest {
  const parsed = signedShape.safeParse(signed);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new SealedHistoryError(
      'unreadable',
      `no signed manifest: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
    );
  }
  const { manifest, digest, key_id, signature } = parsed.data;
  const name = `the manifest of ${manifest.topic}/${manifest.partition} from ${manifest.from_offset}`;
  if (canonicalDigest(manifest) !== digest)
    throw new SealedHistoryError('forged', `${name} has another digest`);
  const key = keys.get(key_id);
  const in_time =
    key !== undefined &&
    key.valid_from <= manifest.sealed_at &&
    (key.valid_until === null || manifest.sealed_at <= key.valid_until);
  if (!in_time || !isSigned(KIND, { digest, key_id }, signature, key.key))
    throw new SealedHistoryError('forged', `${name} is not signed by a key of its time`);
  const fault = manifestFault(manifest);
  if (fault !== null) throw new SealedHistoryError('forged', `${name}: ${fault}`);
  return manifest;
}

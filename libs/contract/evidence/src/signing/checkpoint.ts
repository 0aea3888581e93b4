import { z } from 'zod';
import { canonicalDigest } from './canonical.js';
import type { PublicKeys } from './key-ring.js';
import { rootOfLeaves } from './merkle.js';
import type { SigningKey } from './statement.js';
import { isSigned, latestOf, signStatement } from './statement.js';

const START = '0'.repeat(64);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const checkpoint = z.strictObject({
  sequence: z.int().min(1),
  previous_digest: digest,
  heads: z.int().min(1),
  merkle_root: digest,
  taken_at: z.string(),
  key_id: z.string(),
  signature: z.string(),
});

/**
 * A signed statement that a history had these stream heads. Any later state of it must still contain them.
 */
export interface Checkpoint {
  readonly sequence: number;
  /** SHA-256 of the canonical JSON of the previous checkpoint; 64 zeros for the first. */
  readonly previous_digest: string;
  readonly heads: number;
  readonly merkle_root: string;
  /** Not before the previous checkpoint, nor before the key's period. */
  readonly taken_at: string;
  readonly key_id: string;
  readonly signature: string;
}

/**
 * Signs the stream heads that changed since the previous checkpoint, as the leaves of their tree. Pure except
 * for the key.
 */
export function makeCheckpoint(
  before: Checkpoint | null,
  leaves: readonly string[],
  now: string,
  { key_id, key, valid_from = now }: SigningKey,
): Checkpoint {
  const unsigned = {
    sequence: (before?.sequence ?? 0) + 1,
    previous_digest: before === null ? START : canonicalDigest(before),
    heads: leaves.length,
    merkle_root: rootOfLeaves(leaves),
    taken_at: latestOf(now, valid_from, before?.taken_at ?? now),
    key_id,
  };
  return { ...unsigned, signature: signStatement('stockproof.checkpoint.v1', unsigned, key) };
}

/**
 * Verifies consecutive checkpoints, oldest first. Returns one sentence per fault; empty if each is signed by
 * a key in its period and none was changed, removed or added between them. Only the beginning may be missing.
 */
export function verifyCheckpoints(values: readonly unknown[], keys: PublicKeys): string[] {
  const problems: string[] = [];
  let before: Checkpoint | null = null;
  for (const [index, value] of values.entries()) {
    const parsed = checkpoint.safeParse(value);
    if (!parsed.success) return [...problems, `line ${index + 1} is no checkpoint`];
    const one: Checkpoint = parsed.data;
    if (
      before !== null &&
      (one.sequence !== before.sequence + 1 || one.previous_digest !== canonicalDigest(before))
    )
      problems.push(`checkpoint ${one.sequence} does not follow ${before.sequence}`);
    if (!isOfItsKey(one, keys))
      problems.push(`checkpoint ${one.sequence} is not signed by a key of its time`);
    before = one;
  }
  return problems;
}

function isOfItsKey({ signature, ...unsigned }: Checkpoint, keys: PublicKeys): boolean {
  const key = keys.get(unsigned.key_id);
  const in_time =
    key !== undefined &&
    key.valid_from <= unsigned.taken_at &&
    (key.valid_until === null || unsigned.taken_at <= key.valid_until);
  return in_time && isSigned('stockproof.checkpoint.v1', unsigned, signature, key.key);
}

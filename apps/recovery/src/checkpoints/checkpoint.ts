import { sign } from 'node:crypto';
import { canonicalDigest, canonicalJson, type ChainHead, merkleRoot, type SigningKey } from '@stockproof/evidence';

/** A signed statement that the ledger had these heads: whatever comes after must still have them. */
export interface Checkpoint {
  readonly sequence: number;
  /** SHA-256 of the canonical JSON of the one before; 64 zeros before the first. */
  readonly previous_digest: string;
  readonly heads: number;
  readonly merkle_root: string;
  readonly taken_at: string;
  readonly key_id: string;
  readonly signature: string;
}

/** Signs the heads that moved since the checkpoint before. Pure but for the key. */
export function makeCheckpoint(
  before: Checkpoint | null, heads: readonly ChainHead[], taken_at: string, { key_id, key }: SigningKey,
): Checkpoint {
  const unsigned = {
    sequence: (before?.sequence ?? 0) + 1,
    previous_digest: before === null ? '0'.repeat(64) : canonicalDigest(before),
    heads: heads.length,
    merkle_root: merkleRoot(heads),
    taken_at, key_id,
  };
  const bytes = Buffer.from(`stockproof.checkpoint.v1\n${canonicalJson(unsigned)}`);
  return { ...unsigned, signature: sign(null, bytes, key).toString('base64url') };
}

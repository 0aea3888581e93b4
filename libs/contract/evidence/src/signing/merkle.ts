import { createHash } from 'node:crypto';

/** The digest chain that a head belongs to. Heads of the two chains are independent. */
export type Chain = 'ledger' | 'reservations';

/** The head of an offer's digest chain; a leaf of the Merkle tree. */
export interface ChainHead {
  readonly seller_id: string;
  readonly sku: string;
  readonly version: number;
  /** Hex. */
  readonly chain_digest: string;
}

export interface ProofStep {
  /** On which side the sibling is. */
  readonly side: 'left' | 'right';
  /** Hex. */
  readonly digest: string;
}

/** Root of a tree without leaves by RFC 6962: the hash of the empty string. */
export const EMPTY_ROOT = createHash('sha256').digest('hex');

const sha256 = (...parts: readonly (Buffer | string)[]): Buffer => {
  const digest = createHash('sha256');
  for (const part of parts) digest.update(part);
  return digest.digest();
};

/** The text of a leaf. The separator U+001F cannot occur in any part. */
export function leafText({ seller_id, sku, version, chain_digest }: ChainHead): string {
  return [seller_id, sku, version, chain_digest].join('\u001f');
}

function leafDigest(text: string): Buffer {
  return sha256(Buffer.from([0]), text);
}

function nodeDigest(left: Buffer, right: Buffer): Buffer {
  return sha256(Buffer.from([1]), left, right);
}

function sortedLeaves(heads: Iterable<ChainHead>): Buffer[] {
  return Array.from(heads, (head) => Buffer.from(leafText(head))).sort((a, b) => Buffer.compare(a, b));
}

/** Merkle root over the heads (hex). The heads may come in any order. */
export function merkleRoot(heads: Iterable<ChainHead>): string {
  let level = sortedLeaves(heads).map((leaf) => leafDigest(leaf.toString()));
  if (level.length === 0) return EMPTY_ROOT;
  // Pairing level by level and moving an odd last node up gives the same tree as RFC 6962's recursive
  // split.
  while (level.length > 1) level = nextLevel(level);
  return (level[0] ?? Buffer.alloc(0)).toString('hex');
}

function nextLevel(level: readonly Buffer[]): Buffer[] {
  const next: Buffer[] = [];
  for (let index = 0; index < level.length; index += 2) {
    const [left, right] = [level[index], level[index + 1]];
    if (left !== undefined) next.push(right === undefined ? left : nodeDigest(left, right));
  }
  return next;
}

/** Returns the siblings from the leaf up to the root; null if the head is not among `heads`. */
export function inclusionProof(heads: Iterable<ChainHead>, head: ChainHead): ProofStep[] | null {
  const leaves = sortedLeaves(heads);
  const wanted = Buffer.from(leafText(head));
  let index = leaves.findIndex((leaf) => leaf.equals(wanted));
  if (index < 0) return null;
  let level = leaves.map((leaf) => leafDigest(leaf.toString()));
  const steps: ProofStep[] = [];
  while (level.length > 1) {
    const sibling = level[index ^ 1];
    if (sibling !== undefined)
      steps.push({ side: index % 2 === 0 ? 'right' : 'left', digest: sibling.toString('hex') });
    level = nextLevel(level);
    index = Math.floor(index / 2);
  }
  return steps;
}

/** Whether the proof leads from the head to the root (hex). */
export function provesInclusion(head: ChainHead, steps: readonly ProofStep[], root: string): boolean {
  let digest = leafDigest(leafText(head));
  for (const { side, digest: hex } of steps) {
    const sibling = Buffer.from(hex, 'hex');
    if (sibling.length !== 32) return false;
    digest = side === 'left' ? nodeDigest(sibling, digest) : nodeDigest(digest, sibling);
  }
  return digest.toString('hex') === root;
}

import { createHash } from 'node:crypto';

/** One step of an inclusion proof, from a leaf towards the root. */
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

function leafDigest(text: string | Buffer): Buffer {
  return sha256(Buffer.from([0]), text);
}

function nodeDigest(left: Buffer, right: Buffer): Buffer {
  return sha256(Buffer.from([1]), left, right);
}

function sorted(leaves: Iterable<string>): Buffer[] {
  return Array.from(leaves, (leaf) => Buffer.from(leaf)).sort((a, b) => Buffer.compare(a, b));
}

/** Root (hex) of the RFC 6962 tree over the leaves, sorted by their bytes. They may come in any order. */
export function rootOfLeaves(leaves: Iterable<string>): string {
  return rootOfSortedLeaves(sorted(leaves));
}

/** Like `rootOfLeaves`, of leaves that come in order; it keeps a digest for each level of the tree only. */
export function rootOfSortedLeaves(leaves: Iterable<Buffer>): string {
  // Whole subtrees, the largest first: two of one size become one, as in RFC 6962's recursive split.
  const whole: { readonly size: number; readonly digest: Buffer }[] = [];
  for (const leaf of leaves) {
    let [size, digest] = [1, leafDigest(leaf)];
    for (let last = whole.at(-1); last?.size === size; last = whole.at(-1)) {
      digest = nodeDigest(last.digest, digest);
      size *= 2;
      whole.pop();
    }
    whole.push({ size, digest });
  }
  const last = whole.pop();
  if (last === undefined) return EMPTY_ROOT;
  return whole.reduceRight((right, { digest }) => nodeDigest(digest, right), last.digest).toString('hex');
}

/** Pairs the nodes of a level and moves an odd last one up. */
function nextLevel(level: readonly Buffer[]): Buffer[] {
  const next: Buffer[] = [];
  for (let index = 0; index < level.length; index += 2) {
    const [left, right] = [level[index], level[index + 1]];
    if (left !== undefined) next.push(right === undefined ? left : nodeDigest(left, right));
  }
  return next;
}

/** Returns the siblings from the leaf up to the root; null if the leaf is not among `leaves`. */
export function proofOfLeaf(leaves: Iterable<string>, leaf: string): ProofStep[] | null {
  const all = sorted(leaves);
  const wanted = Buffer.from(leaf);
  let index = all.findIndex((one) => one.equals(wanted));
  if (index < 0) return null;
  let level = all.map((one) => leafDigest(one.toString()));
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

/** Whether the proof leads from the leaf to the root (hex). */
export function provesLeaf(leaf: string, steps: readonly ProofStep[], root: string): boolean {
  let digest = leafDigest(leaf);
  for (const { side, digest: hex } of steps) {
    const sibling = Buffer.from(hex, 'hex');
    if (sibling.length !== 32) return false;
    digest = side === 'left' ? nodeDigest(sibling, digest) : nodeDigest(digest, sibling);
  }
  return digest.toString('hex') === root;
}

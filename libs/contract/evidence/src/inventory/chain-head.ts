import { type ProofStep, proofOfLeaf, provesLeaf, rootOfLeaves } from '../signing/merkle.js';

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

/** The text of a leaf. The separator U+001F cannot occur in any part. */
export function leafText({ seller_id, sku, version, chain_digest }: ChainHead): string {
  return [seller_id, sku, version, chain_digest].join('\u001f');
}

/** Merkle root over the heads (hex). The heads may come in any order. */
export function merkleRoot(heads: Iterable<ChainHead>): string {
  return rootOfLeaves(leavesOf(heads));
}

/** Returns the siblings from the head's leaf up to the root; null if the head is not among `heads`. */
export function inclusionProof(heads: Iterable<ChainHead>, head: ChainHead): ProofStep[] | null {
  return proofOfLeaf(leavesOf(heads), leafText(head));
}

/** Whether the proof leads from the head to the root (hex). */
export function provesInclusion(head: ChainHead, steps: readonly ProofStep[], root: string): boolean {
  return provesLeaf(leafText(head), steps, root);
}

function* leavesOf(heads: Iterable<ChainHead>): Generator<string> {
  for (const head of heads) yield leafText(head);
}

import { sha256 } from './canonical.js';
import { type Finding, failed, passed } from './finding.js';
import { aCount, digest, list, object, oneOf, aText } from './shape.js';

/** The way from an offer's stream head to the root of a record's tree, as `GET /v1/evidence/{id}/proof` gives it. */
export interface InclusionProof {
  readonly recovery_id: string;
  readonly leaf: {
    readonly seller_id: string;
    readonly sku: string;
    readonly version: number;
    readonly chain_digest: string;
  };
  readonly path: readonly { readonly side: 'left' | 'right'; readonly digest: string }[];
  readonly merkle_root: string;
}

const parts = {
  leaf: object({ seller_id: aText, sku: aText, version: aCount, chain_digest: digest }),
  path: list(object({ side: oneOf('left', 'right'), digest })),
  merkle_root: digest,
} as const;

/** Whether the proof leads to the root that the record signed (RFC 6962: 0 before a leaf, 1 before a node). */
export async function inclusionFinding(proof: InclusionProof, signed_root: string): Promise<Finding> {
  for (const [name, shape] of Object.entries(parts)) {
    const fault = shape(proof[name as keyof typeof parts], name);
    if (fault !== null) return failed('inclusion', `proof.${fault.field}`, fault.detail);
  }
  const { leaf, path, merkle_root } = proof;
  if (merkle_root !== signed_root)
    return failed('inclusion', 'proof.merkle_root', 'it is not the root that the record signed');
  let at = await hashed(0, [
    new TextEncoder().encode([leaf.seller_id, leaf.sku, leaf.version, leaf.chain_digest].join('\u001f')),
  ]);
  for (const { side, digest: sibling } of path)
    at = await hashed(1, side === 'left' ? [fromHex(sibling), fromHex(at)] : [fromHex(at), fromHex(sibling)]);
  return at === signed_root
    ? passed('inclusion', `version ${leaf.version} of ${leaf.sku} of ${leaf.seller_id} is in the record`)
    : failed('inclusion', 'proof.leaf', 'leaf and path do not lead to the signed root');
}

function hashed(prefix: number, pieces: readonly Uint8Array[]): Promise<string> {
  const bytes = new Uint8Array(1 + pieces.reduce((sum, { length }) => sum + length, 0));
  bytes[0] = prefix;
  let at = 1;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return sha256(bytes);
}

function fromHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

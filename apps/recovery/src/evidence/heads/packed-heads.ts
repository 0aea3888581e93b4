import { type ChainHead, leafText, rootOfSortedLeaves } from '@stockproof/evidence';
import type { Heads } from './heads.js';

const SEPARATOR = '\u001f';
const BLOCK_BYTES = 1_024 * 1_024;
const PAGE = 20_000;

/** Where a leaf is: its block, and from where to where. */
type Place = readonly [block: Buffer, from: number, to: number];

/**
 * Many stream heads as the bytes of their leaves, in a few large pieces: about 110 bytes each, where an object
 * with its texts takes several hundred.
 */
export class PackedHeads implements Heads {
  private readonly blocks: Buffer[] = [];
  private used = BLOCK_BYTES;
  private readonly ends: number[] = [];

  get count(): number {
    return this.ends.length;
  }

  add(heads: readonly ChainHead[]): void {
    for (const head of heads) {
      const text = leafText(head);
      const bytes = Buffer.byteLength(text);
      if (this.used + bytes > BLOCK_BYTES) {
        this.blocks.push(Buffer.allocUnsafeSlow(Math.max(BLOCK_BYTES, bytes)));
        this.used = 0;
      }
      this.blocks.at(-1)?.write(text, this.used);
      this.used += bytes;
      this.ends.push((this.blocks.length - 1) * BLOCK_PLACE + this.used);
    }
  }

  root(): string {
    const order = Float64Array.from(this.ends.keys()).sort((a, b) => compare(this.place(a), this.place(b)));
    return rootOfSortedLeaves(this.leaves(order));
  }

  *pages(): Iterable<readonly ChainHead[]> {
    let page: ChainHead[] = [];
    for (const leaf of this.leaves(this.ends.keys())) {
      page.push(headOf(leaf.toString()));
      if (page.length < PAGE) continue;
      yield page;
      page = [];
    }
    if (page.length > 0) yield page;
  }

  private *leaves(order: Iterable<number>): Iterable<Buffer> {
    for (const index of order) {
      const [block, from, to] = this.place(index);
      yield block.subarray(from, to);
    }
  }

  /** A leaf begins where the one before it ends, unless that one is in another block. */
  private place(index: number): Place {
    const end = this.ends[index] ?? 0;
    const before = this.ends[index - 1] ?? 0;
    const at = Math.floor(end / BLOCK_PLACE);
    const block = this.blocks[at];
    if (block === undefined) throw new RangeError(`no head ${index}`);
    const from = index > 0 && Math.floor(before / BLOCK_PLACE) === at ? before % BLOCK_PLACE : 0;
    return [block, from, end % BLOCK_PLACE];
  }
}

/** A block and a place in it are one number: no head has as many bytes. */
const BLOCK_PLACE = 2 ** 32;

function compare([a, a_from, a_to]: Place, [b, b_from, b_to]: Place): number {
  return a.compare(b, b_from, b_to, a_from, a_to);
}

function headOf(leaf: string): ChainHead {
  const [seller_id = '', sku = '', version = '', chain_digest = ''] = leaf.split(SEPARATOR);
  return { seller_id, sku, version: Number(version), chain_digest };
}

import { type ChainHead, merkleRoot } from '@stockproof/evidence';

/** The stream heads that a record attests. */
export interface Heads {
  readonly count: number;
  /** Root (hex) of the Merkle tree over them. */
  root(): string;
  /** All of them, in pieces of at most 20,000, in any order. Each call begins again. */
  pages(): Iterable<readonly ChainHead[]>;
}

const PAGE = 20_000;

/** These heads, which are in memory. */
export function headsIn(heads: readonly ChainHead[]): Heads {
  return {
    count: heads.length,
    root: () => merkleRoot(heads),
    *pages() {
      for (let start = 0; start < heads.length; start += PAGE) yield heads.slice(start, start + PAGE);
    },
  };
}

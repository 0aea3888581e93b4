import type { HeldShards } from '@stockproof/postgres';
import type { Owned } from '../shard/owned.js';
import type { FoldContext } from './commit-fold.js';

/** What a fold on the shards of this process needs. */
export interface HeldFoldContext extends FoldContext {
  readonly shards: HeldShards<Owned>;
  readonly partitions: number;
}

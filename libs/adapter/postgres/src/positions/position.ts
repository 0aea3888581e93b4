import type { Queryable } from '../transaction.js';
import { advancePosition } from './sql/advance-position.js';
import { readPosition } from './sql/read-position.js';

/** A consumer group's place in one partition: the row of `consumer_position`. */
export interface PartitionKey {
  readonly consumer_group: string;
  readonly topic: string;
  readonly partition: number;
}

/** The epoch to write under, of the whole shard, and the next offset to read of one of its topics. */
export interface Claim {
  readonly epoch: number;
  readonly next_offset: number | null;
}

/** Another owner has claimed the shard since: nothing written under this epoch can stand (rule 2). */
export class FencedError extends Error {
  override readonly name = 'FencedError';
}

export type Advance = 'advanced' | 'already_applied';

/**
 * Moves the position inside the transaction of the effect. `already_applied` means that an earlier attempt,
 * whose COMMIT got no answer, did stand: the effect must not be written again. Throws FencedError when the
 * epoch is no longer ours, or the position is neither where we were nor where we are going.
 */
export async function advanceOrExplain(
  db: Queryable,
  key: PartitionKey,
  claim: Claim,
  to: number,
): Promise<Advance> {
  if (await advancePosition(db, key, claim.epoch, claim.next_offset, to)) return 'advanced';
  const stored = await readPosition(db, key);
  if (stored?.epoch === claim.epoch && stored.next_offset === to) return 'already_applied';
  throw new FencedError(
    `${key.consumer_group} no longer owns ${key.topic}/${key.partition}: ` +
      `epoch ${claim.epoch} at ${claim.next_offset}, stored epoch ${stored?.epoch} at ${stored?.next_offset}`,
  );
}

import type { Queryable } from '../transaction.js';
import { advancePosition, readPosition } from './sql/consumer-position.js';

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

/**
 * The database holds less than it did: it was restored to an earlier point, or is a copy without its last
 * rows.
 */
export class DatabaseWentBackError extends Error {
  override readonly name = 'DatabaseWentBackError';
}

/**
 * Another owner has claimed the shard since: nothing written under this epoch can be committed
 * (docs/design.md#effect-and-offset-in-one-transaction).
 */
export class FencedError extends Error {
  override readonly name = 'FencedError';
}

export type Advance = 'advanced' | 'already_applied';

/**
 * Moves the position inside the transaction of the effect. `already_applied` means that an earlier attempt,
 * whose COMMIT got no answer, was committed: the effect must not be written again. Throws FencedError when
 * the shard has a newer holder, or the position is neither where we were nor where we are going, and
 * DatabaseWentBackError when it is behind what was committed before.
 */
export async function commitOffset(
  db: Queryable,
  key: PartitionKey,
  claim: Claim,
  to: number,
): Promise<Advance> {
  if (await advancePosition(db, key, claim.epoch, claim.next_offset, to)) return 'advanced';
  const stored = await readPosition(db, key);
  if (stored?.epoch === claim.epoch && stored.next_offset === to) return 'already_applied';
  if (wentBack(claim, stored)) {
    throw new DatabaseWentBackError(
      `the database went back in time: ${key.consumer_group} was at ${claim.next_offset} of ${key.topic}/${key.partition} under epoch ` +
        `${claim.epoch}, stored are ${stored?.next_offset} and ${stored?.epoch}. Nothing is decided: docs/runbooks/12-ledger-went-back.md`,
    );
  }
  throw new FencedError(
    `${key.consumer_group} no longer owns ${key.topic}/${key.partition}: ` +
      `epoch ${claim.epoch} at ${claim.next_offset}, stored epoch ${stored?.epoch} at ${stored?.next_offset}`,
  );
}

/** Epochs are never given twice and positions of one epoch never fall, unless the database forgot. */
function wentBack(claim: Claim, stored: Claim | undefined): boolean {
  if (stored === undefined || stored.epoch < claim.epoch) return true;
  return stored.epoch === claim.epoch && (stored.next_offset ?? -1) < (claim.next_offset ?? -1);
}

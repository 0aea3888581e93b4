import type { Queryable } from '../transactions/transaction-statements.js';
import { advancePosition, type Claim, type PartitionKey, readPosition } from './sql/consumer-position.js';

/**
 * Thrown if the database has less than before: it was restored to an earlier point, or is a copy without the
 * last rows.
 */
export class DatabaseWentBackError extends Error {
  override readonly name = 'DatabaseWentBackError';
}

/**
 * Thrown if another process has claimed the shard: nothing written under this epoch can be committed
 * (docs/design.md#effect-and-offset-in-one-transaction).
 */
export class FencedError extends Error {
  override readonly name = 'FencedError';
}

/** `already_applied`: an earlier attempt of unknown outcome had committed. */
export type Advance = 'advanced' | 'already_applied';

/**
 * Moves the stored offset inside the transaction of the effect. `already_applied` means that an earlier
 * attempt, whose COMMIT got no answer, was committed: the effect must not be written again. Throws
 * FencedError if the shard has a newer holder or the stored offset is neither the old nor the new one, and
 * DatabaseWentBackError if it is behind a committed one.
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

/** Epochs and the offsets of one epoch never decrease unless the database lost rows. */
function wentBack(claim: Claim, stored: Claim | undefined): boolean {
  if (stored === undefined || stored.epoch < claim.epoch) return true;
  return stored.epoch === claim.epoch && (stored.next_offset ?? -1) < (claim.next_offset ?? -1);
}

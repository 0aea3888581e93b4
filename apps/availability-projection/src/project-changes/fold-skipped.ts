import type { Broker } from '@stockproof/kafka';
import type { Owned } from '../shard/owned.js';
import { readSkipped } from '../shard/read-skipped.js';
import type { ViewOffer } from '../view/view.js';
import { commitFold, type FoldContext } from './commit-fold.js';

export interface SkippedContext extends FoldContext {
  readonly broker: Broker;
  readonly partitions: number;
}

/**
 * Folds the changes of these offers that were skipped behind a gap, when a repair has put a state in place
 * that closes the gap. Without it the next change of an offer that is never quiet would find a gap again:
 * between that state and what was read meanwhile. Call as the shard's holder, when the repaired state is
 * published.
 */
export async function foldSkipped(
  context: SkippedContext,
  { session, publisher }: Owned,
  offers: readonly ViewOffer[],
): Promise<void> {
  const { broker, partitions, onRetry } = context;
  const from = session.skipped.from(offers);
  if (from === null) return;
  session.skipped.forget(offers);
  // What cannot be read again is found as a gap by the next change, and by the verification after this
  // repair.
  const cdcMessages = await readSkipped(broker, session, offers, from, partitions).catch((error: unknown) => {
    onRetry(error as Error, 1);
    return [];
  });
  if (cdcMessages.length === 0) return;
  await commitFold(context, session, cdcMessages, session.claim.next_offset ?? 0);
  await publisher.catchUp();
}

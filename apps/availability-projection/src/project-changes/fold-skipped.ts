import type { Broker } from '@stockproof/kafka';
import type { Owned } from '../shard/owned.js';
import { readSkipped } from '../shard/read-skipped.js';
import type { ViewOffer } from '../view/view.js';
import { commitFold, type FoldContext } from './commit-fold.js';

/**
 * As FoldContext. The skipped changes are read again from `broker`; `partitions` is the count of the
 * SKU-keyed topics.
 */
export interface SkippedContext extends FoldContext {
  readonly broker: Broker;
  readonly partitions: number;
}

/**
 * Folds changes of these offers that were skipped because of a gap, after a repair has stored a state that
 * closes the gap. Otherwise the next change of an offer with constant traffic would find a gap again, between
 * that state and the changes read meanwhile. Call it as the shard's holder, after the repaired state is
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
  // What cannot be read again shows as a gap at the next change, and in the verification after this
  // repair.
  const cdcMessages = await readSkipped(broker, session, offers, from, partitions).catch((error: unknown) => {
    onRetry(error as Error, 1);
    return [];
  });
  if (cdcMessages.length === 0) return;
  await commitFold(context, session, cdcMessages, session.claim.next_offset ?? 0);
  await publisher.catchUp();
}

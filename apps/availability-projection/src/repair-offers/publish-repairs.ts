import { offerKey } from '@stockproof/events';
import { withFailpoint } from '@stockproof/failpoints';
import { retryTransient } from '@stockproof/postgres';
import type { FoldContext } from '../project-changes/commit-fold.js';
import type { Owned } from '../shard/owned.js';
import type { AppliedRepairs } from './commit-repairs.js';
import { markOutcomesPublished, unpublishedRemovals } from '../repair-outcomes/sql/repair-outcomes.js';

/**
 * Publishes the effects of committed repairs, then marks their results as published, with any that were left
 * before.
 */
export async function publishRepairs(
  { pool, onRetry, signal }: Pick<FoldContext, 'pool' | 'onRetry' | 'signal'>,
  { session, publisher }: Owned,
  { decided, announced }: AppliedRepairs,
): Promise<void> {
  const { partition } = session.held;
  if (announced) {
    session.forget();
    await publisher.catchUp();
  }
  const applied = decided.filter(({ outcome }) => outcome === 'applied');
  for (const { repair, after } of applied) {
    if (after === null) session.forgetOffer(offerKey(repair.seller_id, repair.sku));
    else session.remember(after);
  }
  const removals = await retryTransient(() => unpublishedRemovals(pool, partition), { onRetry, signal });
  const orphans = applied.flatMap(({ repair: { seller_id, sku, recovery_id, stray_partitions = [] } }) =>
    stray_partitions.map((orphan) => ({ seller_id, sku, recovery_id, partition: orphan })),
  );
  await publisher.retract([...orphans, ...removals]);
  await publisher.publish(
    applied.flatMap(({ after }) => (after === null ? [] : [after])),
    session.claim.next_offset ?? 0,
  );
  await retryTransient(
    () => withFailpoint('projection.mark-outcomes', () => markOutcomesPublished(pool, partition)),
    { onRetry, signal },
  );
}

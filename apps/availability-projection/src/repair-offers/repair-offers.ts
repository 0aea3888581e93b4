import { decodeRepairMessage, type RepairMessage, offerKey } from '@stockproof/events';
import { crossing } from '@stockproof/failpoints';
import type { MessageBatch, TopicPartition } from '@stockproof/kafka';
import { ClaimedPartitions, retryTransient } from '@stockproof/postgres';
import type { FoldContext } from '../fold-changes/apply-fold.js';
import type { Owned, ProjectChanges } from '../fold-changes/project-changes.js';
import { applyRepairs, type TakenRepairs } from './apply-repairs.js';
import { type CarryContext, carryRepairs } from './carry-repairs.js';
import { markOutcomesPublished } from './sql/mark-outcomes-published.js';
import { unpublishedRemovals } from './sql/unpublished-removals.js';

export interface RepairOffersOptions extends FoldContext, CarryContext {
  readonly consumer_group: string;
  readonly changes: ProjectChanges;
  /** Told of a message that is no repair, for the log. */
  readonly onUnreadable: (at: object) => void;
}

/** Takes the repairs of the partitions whose captured changes this process projects, one writer for both. */
export class RepairOffers {
  private readonly claimed: ClaimedPartitions;

  constructor(private readonly options: RepairOffersOptions) {
    const { pool, consumer_group, onRetry } = options;
    this.claimed = new ClaimedPartitions(pool, consumer_group, { onRetry });
  }

  /** Claims the partition and publishes what an owner before applied and may not have sent. */
  async assigned(at: TopicPartition): Promise<number | null> {
    const { changes, onRetry } = this.options;
    const { partition } = at;
    const next_offset = await this.claimed.claim(at);
    // What an owner before left: its rows are sent when the changes are claimed, its removals and outcomes here.
    changes.exclusively(partition, (owned) => this.publish(owned, partition, { decided: [], announced: false }))
      .catch((error: unknown) => onRetry(error as Error, 1));
    return next_offset;
  }

  async repair(batch: MessageBatch): Promise<void> {
    const { changes, onRetry } = this.options;
    const claimed = this.claimed.of(batch);
    const next_offset = (batch.messages.at(-1)?.offset ?? -1) + 1;
    await changes.exclusively(batch.partition, async (owned) => {
      const messages = this.readable(batch);
      // One that can not be carried on is stale, and the next look compares anew.
      const carried = await carryRepairs(this.options, owned.session, messages).catch((error: unknown) => {
        onRetry(error as Error, 1);
        return new Map<string, never>();
      });
      const taken = await retryTransient(() => applyRepairs(this.options, claimed, owned.session, messages, next_offset, carried), { onRetry });
      claimed.claim = { ...claimed.claim, next_offset };
      await this.publish(owned, batch.partition, taken);
      await changes.foldPassedOver(owned, taken.decided.flatMap(({ outcome, after }) => (outcome === 'applied' && after !== null ? [after] : [])));
    });
  }

  revoked(at: TopicPartition): Promise<void> {
    this.claimed.release(at);
    return Promise.resolve();
  }

  private async publish({ session, publisher }: Owned, partition: number, { decided, announced }: TakenRepairs): Promise<void> {
    const { pool, onRetry } = this.options;
    if (announced) {
      session.forget();
      await publisher.catchUp();
    }
    const applied = decided.filter(({ outcome }) => outcome === 'applied');
    for (const { repair, after } of applied) {
      if (after === null) session.forgetOffer(offerKey(repair.seller_id, repair.sku));
      else session.remember(after);
    }
    const removals = await retryTransient(() => unpublishedRemovals(pool, partition), { onRetry });
    const strays = applied.flatMap(({ repair: { seller_id, sku, recovery_id, stray_partitions = [] } }) =>
      stray_partitions.map((stray) => ({ seller_id, sku, recovery_id, partition: stray })));
    await publisher.retract([...strays, ...removals]);
    await publisher.publish(applied.flatMap(({ after }) => (after === null ? [] : [after])), session.claim.next_offset ?? 0);
    await retryTransient(() => crossing('projection.mark-outcomes', () => markOutcomesPublished(pool, partition)), { onRetry });
  }

  private readable(batch: MessageBatch): RepairMessage[] {
    return batch.messages.flatMap(({ value, offset }) => {
      const message = decodeRepairMessage(value);
      if (message === null) this.options.onUnreadable({ topic: batch.topic, partition: batch.partition, offset });
      return message === null ? [] : [message];
    });
  }
}

import { decodeRepairMessage, type RepairMessage } from '@stockproof/events';
import type { MessageBatch } from '@stockproof/kafka';
import { type HeldShards, retryTransient } from '@stockproof/postgres';
import type { FoldContext } from '../fold-changes/apply-fold.js';
import type { ProjectChanges } from '../fold-changes/project-changes.js';
import type { Owned } from '../open-shard/open-shard.js';
import { applyRepairs } from './apply-repairs.js';
import { type CarryContext, carryRepairs } from './carry-repairs.js';
import { publishRepairs } from './publish-repairs.js';

export interface RepairOffersOptions extends FoldContext, CarryContext {
  readonly shards: HeldShards<Owned>;
  readonly changes: ProjectChanges;
  /** Told of a message that is no repair, for the log. */
  readonly onUnreadable: (at: object) => void;
}

/** Takes the repairs of the shards whose captured changes this process projects. */
export class RepairOffers {
  constructor(private readonly options: RepairOffersOptions) {}

  async repair(batch: MessageBatch): Promise<void> {
    const { shards, changes, onRetry, signal } = this.options;
    const owned = shards.of(batch);
    const { session } = owned;
    const next_offset = (batch.messages.at(-1)?.offset ?? -1) + 1;
    const messages = this.readable(batch);
    // One that can not be carried on is stale, and the next look compares anew.
    const carried = await carryRepairs(this.options, session, messages).catch((error: unknown) => {
      onRetry(error as Error, 1);
      return new Map<string, never>();
    });
    const at = { topic: batch.topic, next_offset };
    const taken = await retryTransient(() => applyRepairs(this.options, at, session, messages, carried), {
      onRetry,
      signal,
    });
    session.held.moved(batch.topic, next_offset);
    await publishRepairs(this.options, owned, taken);
    await changes.foldPassedOver(
      owned,
      taken.decided.flatMap(({ outcome, after }) => (outcome === 'applied' && after !== null ? [after] : [])),
    );
  }

  private readable(batch: MessageBatch): RepairMessage[] {
    return batch.messages.flatMap(({ value, offset }) => {
      const message = decodeRepairMessage(value);
      if (message === null)
        this.options.onUnreadable({ topic: batch.topic, partition: batch.partition, offset });
      return message === null ? [] : [message];
    });
  }
}

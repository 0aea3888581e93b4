import { decodeRepairMessage, type RepairMessage, TOPICS } from '@stockproof/events';
import type { MessageBatch } from '@stockproof/kafka';
import { TopicBatch } from '@stockproof/kafka-nest';
import { endOf, type HeldShards } from '@stockproof/postgres';
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { foldSkipped, type SkippedContext } from '../project-changes/fold-skipped.js';
import type { Owned } from '../shard/owned.js';
import { REPAIR_OFFERS } from '../tokens.js';
import { carryRepairs } from './carry-repairs.js';
import { commitRepairs } from './commit-repairs.js';
import { publishRepairs } from './publish-repairs.js';

/**
 * What RepairOffers needs. A message that is reported as unreadable is skipped; its offset is committed all
 * the same.
 */
export interface RepairOffersOptions extends SkippedContext {
  readonly shards: HeldShards<Owned>;
  /** Called for a message that is not a valid repair, for the log. */
  readonly onUnreadable: (at: object) => void;
}

/** The consumer of recovery's messages, for the shards whose CDC events this process projects. */
@Controller()
export class RepairOffers {
  constructor(@Inject(REPAIR_OFFERS) private readonly options: RepairOffersOptions) {}

  /** Resolves when the effects of the batch are committed and on the topic. A rejection ends the consumer. */
  @TopicBatch(TOPICS.repairs)
  async repair(@Payload() batch: MessageBatch): Promise<void> {
    const { shards, onRetry } = this.options;
    const owned = shards.of(batch);
    const messages = this.readable(batch);
    // A repair that cannot be carried is stale, and the next verification compares again.
    const carried = await carryRepairs(this.options, owned.session, messages).catch((error: unknown) => {
      onRetry(error as Error, 1);
      return new Map<string, never>();
    });
    const applied = await commitRepairs(this.options, owned.session, endOf(batch), messages, carried);
    await publishRepairs(this.options, owned, applied);
    await foldSkipped(
      this.options,
      owned,
      applied.decided.flatMap(({ outcome, after }) =>
        outcome === 'applied' && after !== null ? [after] : [],
      ),
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

import type { OfferOfMessage } from '@stockproof/sealed-history';
import { PeriodicTask } from '@stockproof/timing';
import { deleteReplaced, mergePartition } from './merge-partition.js';
import { type SealingContext, sealPartition } from './seal-partition.js';
import { findSegments } from './sealed-history.js';

/** A topic that is sealed. */
export interface SealedTopic {
  /** Full name. */
  readonly topic: string;
  /** Returns a reader of the topic's messages. */
  readonly offer_of: () => OfferOfMessage;
}

export interface SealerOptions extends Omit<SealingContext, 'offer_of'> {
  readonly topics: readonly SealedTopic[];
  readonly every_ms: number;
  /** Replaces the database's clock where it is decided which replaced files are deleted. */
  readonly now?: () => Date;
  readonly onFailed: (error: Error) => void;
}

/**
 * Periodically seals what is new in each partition of the topics, merges segments and deletes the
 * files of merged ones. It may run in several processes: each range is recorded once.
 */
export class Sealer {
  private readonly task: PeriodicTask;

  constructor(private readonly options: SealerOptions) {
    const { every_ms, onFailed } = options;
    this.task = new PeriodicTask({ every_ms, onFailed, run: () => this.sealNow() });
  }

  start(): void {
    this.task.start();
  }

  /** Seals now, or waits for the current sealing. A failure is reported, and tried again at the next run. */
  seal(): Promise<void> {
    return this.task.turn();
  }

  stop(): Promise<void> {
    return this.task.stop();
  }

  private async sealNow(): Promise<void> {
    for (const topic of this.options.topics) await this.sealTopic(topic);
    await deleteReplaced(this.options, this.options.now?.() ?? null);
  }

  private async sealTopic({ topic, offer_of }: SealedTopic): Promise<void> {
    const { broker } = this.options;
    const context = { ...this.options, offer_of: offer_of() };
    const { topic_id, chains, present } = await findSegments(context, broker, topic, null);
    for (const range of present) {
      let chain = chains.get(range.partition) ?? [];
      for (;;) {
        const sealed = await sealPartition(context, topic_id, chain, range);
        if (sealed === null) break;
        chain = await mergePartition(context, [...chain, sealed]);
      }
    }
  }
}

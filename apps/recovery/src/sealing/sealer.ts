import { SealedHistoryError } from '@stockproof/sealed-history';
import { PeriodicTask } from '@stockproof/timing';
import { deleteSealed } from './delete-sealed.js';
import { deleteReplaced, mergePartition } from './merge-partition.js';
import { type SealingContext, sealPartition } from './seal-partition.js';
import type { Leader, Term } from '../leader/leader.js';
import type { SealingMetrics } from './metrics.js';
import { findSegments } from './sealed-history.js';
import type { SealedTopic } from './sealed-topics.js';

/** What a Sealer needs. A failure ends the run; the next one goes on after the last recorded segment. */
export interface SealerOptions extends Omit<SealingContext, 'offer_of' | 'term'> {
  /** Only the copy of the service that leads seals. */
  readonly leader: Pick<Leader, 'term'>;
  readonly topics: readonly SealedTopic[];
  readonly every_ms: number;
  /** What is sealed is deleted from Kafka this long after, ms; null: never. */
  readonly delete_after_ms: number | null;
  readonly metrics: SealingMetrics;
  /** Replaces the database's clock where it is decided which replaced files are deleted. */
  readonly now?: () => Date;
  readonly onFailed: (error: Error) => void;
  /** Told of a failure because of what was sealed before. */
  readonly onDamage?: (error: SealedHistoryError) => Promise<unknown>;
}

/**
 * Periodically seals what is new in each partition of the topics, merges segments and deletes the
 * files of merged ones. If it may, it deletes from Kafka what is sealed. It runs in the copy of the service that leads; each
 * range is recorded once in any case.
 */
export class Sealer {
  private readonly task: PeriodicTask;

  constructor(private readonly options: SealerOptions) {
    const { every_ms, onFailed, metrics } = options;
    this.task = new PeriodicTask({
      every_ms,
      onFailed: (error) => {
        metrics.failed();
        onFailed(error);
      },
      run: () =>
        this.sealNow().catch(async (error: unknown) => {
          if (error instanceof SealedHistoryError) await this.options.onDamage?.(error);
          throw error;
        }),
    });
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
    const { term } = this.options.leader;
    if (term === null) return;
    for (const topic of this.options.topics) await this.sealTopic(topic, term);
    await deleteReplaced(this.options, this.options.now?.() ?? null);
    this.options.metrics.done();
  }

  private async sealTopic({ topic, offer_of, consumers }: SealedTopic, term: Term): Promise<void> {
    const { broker, metrics, delete_after_ms } = this.options;
    const context = { ...this.options, term, offer_of: offer_of() };
    const { topic_id, chains: found, present } = await findSegments(context, broker, topic, null);
    const chains = new Map(found);
    for (const range of present) {
      let chain = chains.get(range.partition) ?? [];
      for (;;) {
        const sealed = await sealPartition(context, topic_id, chain, range);
        if (sealed === null) break;
        chain = await mergePartition(context, [...chain, sealed]);
      }
      chains.set(range.partition, chain);
    }
    const unsealed = present.map(
      ({ partition, from_offset, to_offset }) =>
        to_offset - (chains.get(partition)?.at(-1)?.to_offset ?? from_offset),
    );
    metrics.unsealed(
      topic,
      unsealed.reduce((sum, offsets) => sum + offsets, 0),
    );
    if (delete_after_ms === null || consumers === null) return;
    await term.check(this.options.records);
    const sealed = { topic, topic_id, chains, present };
    metrics.deleted(topic, await deleteSealed({ ...this.options, delete_after_ms }, sealed, consumers));
  }
}

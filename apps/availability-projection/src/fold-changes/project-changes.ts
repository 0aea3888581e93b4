import type { Broker, MessageBatch } from '@stockproof/kafka';
import type { HeldShards } from '@stockproof/postgres';
import type { ProjectionMetrics } from '../metrics.js';
import type { Owned } from '../open-shard/open-shard.js';
import { applyFold, type FoldContext } from './apply-fold.js';
import { readCaptured } from './captured.js';
import { readPassedOver } from './read-passed-over.js';
import type { ViewOffer } from './view.js';

export interface ProjectChangesOptions extends FoldContext {
  readonly shards: HeldShards<Owned>;
  readonly broker: Broker;
  readonly partitions: number;
  readonly metrics: Pick<ProjectionMetrics, 'folded'>;
  /** Told of every anomaly, for the log. */
  readonly onAnomaly: (anomaly: object) => void;
}

/** The projection's side of the consumer: fold, commit, then publish. */
export class ProjectChanges {
  constructor(private readonly options: ProjectChangesOptions) {}

  async project(batch: MessageBatch): Promise<void> {
    const { shards, partitions, metrics, onAnomaly } = this.options;
    const { session, publisher } = shards.of(batch);
    const started_ms = performance.now();
    const captured = batch.messages.map((message) =>
      readCaptured(session.reader, message, batch.partition, partitions),
    );
    const next_offset = (batch.messages.at(-1)?.offset ?? -1) + 1;
    const effects = await applyFold(this.options, session, captured, next_offset);
    // What an earlier attempt or a swap of generations changed is known to the view alone.
    if (effects === null) return publisher.catchUp();
    metrics.folded(effects, batch.messages.length, performance.now() - started_ms);
    for (const anomaly of effects.anomalies) onAnomaly(anomaly);
    const changed = effects.changed.map(({ after }) => after).filter(({ state }) => state.version > 0);
    await publisher.publish(changed, next_offset);
  }

  /**
   * Folds what of these offers was passed over because of a gap that their state, of a repair, has closed. Without it the
   * next change of an offer that is never quiet would find a gap again: between the state and what was read meanwhile.
   * Call as the shard's holder, when the state is published.
   */
  async foldPassedOver({ session, publisher }: Owned, offers: readonly ViewOffer[]): Promise<void> {
    const { broker, partitions, onRetry } = this.options;
    const from = session.passed_over.from(offers);
    if (from === null) return;
    session.passed_over.forget(offers);
    // What can not be read again is found as a gap by the next change, and by the look after this repair.
    const captured = await readPassedOver(broker, session, offers, from, partitions).catch(
      (error: unknown) => {
        onRetry(error as Error, 1);
        return [];
      },
    );
    if (captured.length === 0) return;
    await applyFold(this.options, session, captured, session.claim.next_offset ?? 0);
    await publisher.catchUp();
  }
}

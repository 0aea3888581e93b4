import { TOPICS } from '@stockproof/events';
import type { MessageBatch } from '@stockproof/kafka';
import { TopicBatch } from '@stockproof/kafka-nest';
import { endOf } from '@stockproof/postgres';
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { decodeCdcMessage } from '../fold/decode-cdc-message.js';
import type { ProjectionMetrics } from '../metrics.js';
import { PROJECT_CHANGES } from '../tokens.js';
import { commitFold } from './commit-fold.js';
import type { HeldFoldContext } from './held-fold-context.js';

/**
 * What ProjectChanges needs. Metrics and anomalies are reported after the commit and before publishing; not
 * for a batch that an earlier attempt had committed.
 */
export interface ProjectChangesOptions extends HeldFoldContext {
  readonly metrics: Pick<ProjectionMetrics, 'folded'>;
  /** Called for every anomaly, for the log. */
  readonly onAnomaly: (anomaly: object) => void;
}

/** The consumer of the ledger's CDC events: each batch is folded, committed, then published. */
@Controller()
export class ProjectChanges {
  constructor(@Inject(PROJECT_CHANGES) private readonly options: ProjectChangesOptions) {}

  /**
   * Of the CDC topics the projection reads only this one (docs/design.md#one-change-stream). Resolves when
   * the changes of the batch are on the topic. A rejection ends the consumer.
   */
  @TopicBatch(TOPICS.ledgerChanges)
  async project(@Payload() batch: MessageBatch): Promise<void> {
    const { shards, partitions, metrics, onAnomaly } = this.options;
    const { session, publisher } = shards.of(batch);
    const started_ms = performance.now();
    const cdcMessages = batch.messages.map((message) =>
      decodeCdcMessage(session.reader, message, batch.partition, partitions),
    );
    const { next_offset } = endOf(batch);
    const effects = await commitFold(this.options, session, cdcMessages, next_offset);
    // Changes of an earlier attempt or of a swap are only in the view.
    if (effects === null) return publisher.catchUp();
    metrics.folded(effects, batch.messages.length, performance.now() - started_ms);
    for (const anomaly of effects.anomalies) onAnomaly(anomaly);
    const changed = effects.changed.map(({ after }) => after).filter(({ state }) => state.version > 0);
    await publisher.publish(changed, next_offset);
  }
}

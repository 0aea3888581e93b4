import { TOPICS } from '@stockproof/events';
import type { MessageBatch } from '@stockproof/kafka';
import { TopicBatch } from '@stockproof/kafka-nest';
import type { HeldShards } from '@stockproof/postgres';
import { recordSpan } from '@stockproof/telemetry';
import { Controller, Inject } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { APPLY_UPDATES } from '../tokens.js';
import type { CommitContext } from './commit-batch.js';
import { type DecodeContext, decodeBatch } from '../decode/decode-batch.js';
import type { BatchEffects } from './effects.js';
import type { ShardSession } from './session.js';
import { splitBatch } from './split-batch.js';

/**
 * What ApplyUpdates needs. `checkProducer` is not used for stock commands, which Kafka lets only one service
 * write.
 */
export interface ApplyUpdatesOptions extends CommitContext {
  readonly shards: HeldShards<ShardSession>;
  readonly topic_prefix: string;
  readonly partitions: number;
  /** Called for each transaction with its duration in ms; a halved batch has several. */
  readonly metrics: { readonly applied: (topic: string, effects: BatchEffects, ms: number) => void };
  readonly checkProducer: DecodeContext['checkProducer'];
}

/** The consumer of updates and stock commands. Each batch is decoded, split if necessary, and committed. */
@Controller()
export class ApplyUpdates {
  constructor(@Inject(APPLY_UPDATES) private readonly options: ApplyUpdatesOptions) {}

  /**
   * Resolves when every message of the batch has its outcome and the offset is committed. A rejection ends
   * the consumer.
   */
  @TopicBatch(TOPICS.updates, TOPICS.stockCommands)
  async apply(@Payload() batch: MessageBatch): Promise<void> {
    const { shards, topic_prefix, partitions, now_ms, metrics, checkProducer } = this.options;
    const logical_topic = batch.topic.slice(topic_prefix.length);
    const deliveries = decodeBatch(batch, { logical_topic, partitions, checkProducer, now_ms: now_ms() });
    for (const { effects, ms } of await splitBatch(this.options, shards.of(batch), deliveries)) {
      metrics.applied(batch.topic, effects, ms);
      recordSpans(effects);
    }
  }
}

/** Only for sampled traces; most batches create no span. */
function recordSpans({ appended, accepted_at_ms }: BatchEffects): void {
  for (const { traceparent, seller_id, sku, version } of appended) {
    if (traceparent === null) continue;
    const attributes = {
      'stockproof.seller_id': seller_id,
      'stockproof.sku': sku,
      'stockproof.version': version,
    };
    const ended_ms = Math.max(accepted_at_ms, Date.now());
    recordSpan(traceparent, {
      name: 'append to ledger',
      kind: 'consumer',
      started_ms: accepted_at_ms,
      ended_ms,
      attributes,
    });
  }
}

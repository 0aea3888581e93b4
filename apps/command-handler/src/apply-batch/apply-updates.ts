import type { MessageBatch } from '@stockproof/kafka';
import type { HeldShards } from '@stockproof/postgres';
import { recordSpan } from '@stockproof/telemetry';
import type { CommandMetrics } from '../metrics.js';
import { applyBatch } from './apply-batch.js';
import type { ApplyContext } from './apply-deliveries.js';
import { type DecodeContext, decodeBatch } from './decode-batch.js';
import type { BatchEffects } from './effects.js';
import type { ShardSession } from './session.js';

export interface ApplyUpdatesOptions extends ApplyContext {
  readonly shards: HeldShards<ShardSession>;
  readonly topic_prefix: string;
  readonly partitions: number;
  readonly metrics: CommandMetrics;
  readonly checkProducer: DecodeContext['checkProducer'];
}

/** Takes what sellers and the reservation service ask of offers. */
export class ApplyUpdates {
  constructor(private readonly options: ApplyUpdatesOptions) {}

  async apply(batch: MessageBatch): Promise<void> {
    const { shards, topic_prefix, partitions, now_ms, metrics, checkProducer } = this.options;
    const logical_topic = batch.topic.slice(topic_prefix.length);
    const deliveries = decodeBatch(batch, { logical_topic, partitions, checkProducer, now_ms: now_ms() });
    for (const { effects, ms } of await applyBatch(this.options, shards.of(batch), deliveries)) {
      metrics.applied(batch.topic, effects, ms);
      recordSpans(effects);
    }
  }
}

/** Only for sampled traces: most batches make no span at all. */
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

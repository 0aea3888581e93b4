import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { crossing } from '@stockproof/failpoints';
import type { MessageBatch, TopicPartition } from '@stockproof/kafka';
import { claimPartition, retryTransient } from '@stockproof/postgres';
import { recordSpan } from '@stockproof/telemetry';
import type { CommandMetrics } from '../metrics.js';
import { applyBatch } from './apply-batch.js';
import type { ApplyContext } from './apply-deliveries.js';
import { decodeBatch } from './decode-batch.js';
import type { BatchEffects } from './effects.js';
import { PartitionSession } from './session.js';

export interface ApplyUpdatesOptions extends ApplyContext {
  readonly consumer_group: string;
  readonly topic_prefix: string;
  readonly partitions: number;
  readonly metrics: CommandMetrics;
}

/** The command handler's side of the consumer: one session per owned partition. */
export class ApplyUpdates {
  private readonly sessions = new Map<string, PartitionSession>();
  private readonly owner = `${hostname()}/${process.pid}/${randomUUID()}`;

  constructor(private readonly options: ApplyUpdatesOptions) {}

  /** Takes the partition over: whoever held it before can write no more. Gives the next offset to read. */
  async assigned({ topic, partition }: TopicPartition): Promise<number | null> {
    const { pool, consumer_group, topic_prefix, onRetry } = this.options;
    const key = { consumer_group, topic, partition };
    const claim = await retryTransient(() => crossing('position.claim', () => claimPartition(pool, key, this.owner)), { onRetry });
    this.sessions.set(nameOf(key), new PartitionSession(key, topic.slice(topic_prefix.length), claim));
    return claim.next_offset;
  }

  async apply(batch: MessageBatch): Promise<void> {
    const session = this.sessions.get(nameOf(batch));
    if (session === undefined) throw new Error(`a batch of ${nameOf(batch)}, which is not assigned`);
    const started_ms = performance.now();
    const deliveries = decodeBatch(batch, {
      logical_topic: session.logical_topic,
      partitions: this.options.partitions,
      now_ms: this.options.now_ms(),
    });
    for (const effects of await applyBatch(this.options, session, deliveries)) {
      this.options.metrics.applied(batch.topic, effects, batch.messages.length, performance.now() - started_ms);
      recordSpans(effects);
    }
  }

  /** Nothing remembered of a partition's offers is used again; they are read anew. */
  forget(partition: number): void {
    for (const session of this.sessions.values()) if (session.key.partition === partition) session.forget();
  }

  revoked(at: TopicPartition): void {
    this.sessions.delete(nameOf(at));
  }
}

function nameOf({ topic, partition }: TopicPartition): string {
  return `${topic}/${partition}`;
}

/** Only for sampled traces: most batches make no span at all. */
function recordSpans({ appended, accepted_at_ms }: BatchEffects): void {
  for (const { traceparent, seller_id, sku, version } of appended) {
    if (traceparent === null) continue;
    const attributes = { 'stockproof.seller_id': seller_id, 'stockproof.sku': sku, 'stockproof.version': version };
    const ended_ms = Math.max(accepted_at_ms, Date.now());
    recordSpan(traceparent, { name: 'append to ledger', kind: 'consumer', started_ms: accepted_at_ms, ended_ms, attributes });
  }
}

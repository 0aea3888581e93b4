import { encodeDeadLetter, encodeRejection } from '@stockproof/events';
import type { PoisonDelivery } from './delivery.js';
import type { BatchEffects, Rejection } from './effects.js';
import type { OutboxMessage } from './sql/write-outbox.js';
import { ownerOf } from './sql/write-quarantine.js';

/** Full topic names, with this installation's prefix. */
export interface OutboxTopics {
  readonly rejections_topic: string;
  readonly dead_letters_topic: string;
}

/** What others are told of a batch: each rejection, each poison; in the partition it came from. */
export function outboxMessages(effects: BatchEffects, topics: OutboxTopics): OutboxMessage[] {
  const at = effects.accepted_at_ms;
  return [
    ...effects.rejections.map((rejection) => rejectionMessage(rejection, topics.rejections_topic, at)),
    ...effects.quarantined.map((poison) => deadLetterMessage(poison, topics.dead_letters_topic, at)),
  ];
}

function rejectionMessage({ delivery, reason, facts }: Rejection, topic: string, at_ms: number): OutboxMessage {
  const { update, source_topic, source_partition, source_offset } = delivery;
  return {
    topic,
    partition: source_partition,
    message_key: update.sku,
    traceparent: delivery.traceparent,
    payload: encodeRejection({
      event_id: update.event_id,
      seller_id: update.seller_id,
      sku: update.sku,
      operation: update.operation,
      quantity: update.quantity,
      reason,
      facts,
      event_time_ms: update.event_time_ms,
      rejected_at_ms: at_ms,
      source_topic, source_partition, source_offset,
    }),
  };
}

function deadLetterMessage(poison: PoisonDelivery, topic: string, at_ms: number): OutboxMessage {
  const { source_topic, source_partition, source_offset } = poison;
  return {
    topic,
    partition: source_partition,
    message_key: poison.sku ?? `${source_topic}/${source_partition}/${source_offset}`,
    traceparent: null,
    payload: encodeDeadLetter({
      reason: poison.reason,
      detail: poison.detail,
      owner: ownerOf(poison),
      seller_id: poison.seller_id,
      event_id: poison.event_id,
      sku: poison.sku,
      source_topic, source_partition, source_offset,
      key: poison.key,
      value: poison.value,
      quarantined_at_ms: at_ms,
    }),
  };
}

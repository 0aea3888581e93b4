import { encodeCommandConflict, encodeDeadLetter, encodeRejection } from '@stockproof/events';
import { sourceKind } from '@stockproof/ledger';
import type { PoisonDelivery, UpdateDelivery } from './delivery.js';
import type { BatchEffects } from './effects.js';
import { detailOf, headOfPoison, ownerOf } from './kept-poison.js';
import type { OutboxMessage } from './sql/write-outbox.js';

/** Full topic names, with this installation's prefix. */
export interface OutboxTopics {
  readonly rejections_topic: string;
  /** For stock commands that came again: accepted before, or in conflict with what stands under their id. */
  readonly command_outcomes_topic: string;
  readonly dead_letters_topic: string;
}

/** What others are told of a batch: each rejection, each conflict of a stock command, each poison; in the partition it came from. */
export function outboxMessages(effects: BatchEffects, topics: OutboxTopics): OutboxMessage[] {
  const at = effects.accepted_at_ms;
  return [
    ...effects.rejections.map(({ delivery, reason, facts }) => {
      const { event_id, seller_id, sku, operation, quantity, event_time_ms } = delivery.update;
      const { source_topic, source_partition, source_offset, traceparent } = delivery;
      const told = {
        event_id,
        seller_id,
        sku,
        operation,
        quantity,
        reason,
        facts,
        event_time_ms,
        rejected_at_ms: at,
        source_topic,
        source_partition,
        source_offset,
      };
      return { ...rejectionMessage(told, topics.rejections_topic), traceparent };
    }),
    ...effects.conflicts
      .filter(({ update }) => sourceKind(update.operation) === 'order')
      .map((conflict) => conflictMessage(conflict, topics.command_outcomes_topic, at)),
    ...effects.quarantined.map((poison) => deadLetterMessage(poison, topics.dead_letters_topic, at)),
  ];
}

export type RejectionFacts = Parameters<typeof encodeRejection>[0];

/** A rejection as it is told, the first time and every other: the same facts give the same bytes. */
export function rejectionMessage(facts: RejectionFacts, topic: string): OutboxMessage {
  return {
    topic,
    partition: facts.source_partition,
    message_key: facts.sku,
    traceparent: null,
    emitted_again: null,
    payload: encodeRejection(facts),
  };
}

function conflictMessage(
  { update, source_topic, source_partition, source_offset, traceparent }: UpdateDelivery,
  topic: string,
  seen_at_ms: number,
): OutboxMessage {
  const { event_id, seller_id, sku, operation } = update;
  return {
    topic,
    partition: source_partition,
    message_key: sku,
    traceparent,
    emitted_again: null,
    payload: encodeCommandConflict({
      event_id,
      seller_id,
      sku,
      operation: operation as 'R' | 'U' | 'F',
      source_topic,
      source_partition,
      source_offset,
      seen_at_ms,
    }),
  };
}

export function deadLetterMessage(poison: PoisonDelivery, topic: string, at_ms: number): OutboxMessage {
  const { source_topic, source_partition, source_offset } = poison;
  const { key, key_bytes, value, value_bytes, digest, digest_of, held, cut } = headOfPoison(poison);
  return {
    topic,
    partition: source_partition,
    message_key: poison.sku ?? `${source_topic}/${source_partition}/${source_offset}`,
    traceparent: null,
    emitted_again: null,
    payload: encodeDeadLetter({
      reason: poison.reason,
      detail: detailOf(poison),
      owner: ownerOf(poison),
      seller_id: poison.seller_id,
      event_id: poison.event_id,
      sku: poison.sku,
      source_topic,
      source_partition,
      source_offset,
      key,
      key_bytes,
      value,
      value_bytes,
      value_digest: digest,
      digest_of,
      held,
      cut,
      quarantined_at_ms: at_ms,
    }),
  };
}

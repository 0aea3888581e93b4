import { encodeCommandConflict, encodeDeadLetter, encodeRejection } from '@stockproof/events';
import type { PoisonDelivery, UpdateDelivery } from '../decode/delivery.js';
import { detailOf, headOfPoison, assigneeOf } from '../decode/kept-poison.js';
import type { OutboxMessage } from './sql/outbox.js';

/** Full topic names, with the installation's prefix. */
export interface OutboxTopics {
  readonly rejections_topic: string;
  /** For repeated stock commands: accepted before, or in conflict with the stored request. */
  readonly command_outcomes_topic: string;
  readonly dead_letters_topic: string;
}

/** What is stored of a rejection, so the same message can be made again from the table. */
export type RejectionFacts = Parameters<typeof encodeRejection>[0];

/** Builds the message of a rejection. The same facts always give the same bytes. */
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

/** Builds the message for the sender of a stock command whose id belongs to another request. */
export function conflictMessage(
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

/** Builds a dead letter with the head of a poison message; the whole message is in `quarantine`. */
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
      owner: assigneeOf(poison),
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

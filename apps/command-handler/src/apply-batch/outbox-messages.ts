import { sourceKind } from '@stockproof/ledger';
import {
  conflictMessage,
  deadLetterMessage,
  type OutboxTopics,
  rejectionMessage,
} from '../outbox/messages.js';
import type { OutboxMessage } from '../outbox/sql/outbox.js';
import type { BatchEffects } from './effects.js';

/** The effects of a batch that are published. */
type PublishedEffects = Pick<BatchEffects, 'accepted_at_ms' | 'rejections' | 'conflicts' | 'quarantined'>;

/**
 * The messages that a batch publishes: each rejection, each conflict of a stock command, each poison message,
 * in the partition of its source.
 */
export function outboxMessages(effects: PublishedEffects, topics: OutboxTopics): OutboxMessage[] {
  const at = effects.accepted_at_ms;
  return [
    ...effects.rejections.map(({ delivery, reason, facts }) => {
      const { event_id, seller_id, sku, operation, quantity, event_time_ms } = delivery.update;
      const { source_topic, source_partition, source_offset, traceparent } = delivery;
      const reported = {
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
      return { ...rejectionMessage(reported, topics.rejections_topic), traceparent };
    }),
    ...effects.conflicts
      .filter(({ update }) => sourceKind(update.operation) === 'order')
      .map((conflict) => conflictMessage(conflict, topics.command_outcomes_topic, at)),
    ...effects.quarantined.map((poison) => deadLetterMessage(poison, topics.dead_letters_topic, at)),
  ];
}

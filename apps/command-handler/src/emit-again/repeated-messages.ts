import { encodeCommandOutcome } from '@stockproof/events';
import { deadLetterMessage, rejectionMessage } from '../outbox/messages.js';
import type { OutboxMessage } from '../outbox/sql/outbox.js';
import type { AcceptedCommand, StoredDeadLetter, StoredRejection } from './sql/stored-outcomes.js';

/** A rejection that is published again, with the content of the first, including record position and time. */
export function repeatedRejection(
  stored: StoredRejection,
  topic: string,
  emitted_again: string,
): OutboxMessage {
  const { event_time, rejected_at, ...facts } = stored;
  return {
    ...rejectionMessage(
      { ...facts, event_time_ms: event_time.getTime(), rejected_at_ms: rejected_at.getTime() },
      topic,
    ),
    emitted_again,
  };
}

/** The answer to a repeated stock command that was accepted. */
export function repeatedAcceptance(
  stored: AcceptedCommand,
  topic: string,
  emitted_again: string,
): OutboxMessage {
  const { accepted_at, ...facts } = stored;
  return {
    topic,
    partition: stored.source_partition,
    message_key: stored.sku,
    traceparent: null,
    emitted_again,
    payload: encodeCommandOutcome({ ...facts, accepted_at_ms: accepted_at.getTime() }),
  };
}

/** A dead letter that is published again, from quarantine. */
export function repeatedDeadLetter(
  stored: StoredDeadLetter,
  topic: string,
  emitted_again: string,
): OutboxMessage {
  const {
    message_key,
    message_value,
    message_headers,
    quarantined_at,
    value_bytes,
    value_digest,
    digest_of,
    held,
    ...deadLetter
  } = stored;
  const part =
    held === 'whole' || value_digest === null || digest_of === null
      ? {}
      : {
          unread: {
            value_bytes,
            head: message_value ?? Buffer.alloc(0),
            head_of: held === 'head' ? ('value' as const) : held,
            digest: value_digest,
            digest_of,
          },
        };
  const poison = {
    kind: 'poison' as const,
    ...deadLetter,
    key: message_key,
    value: message_value,
    headers: message_headers,
    ...part,
  };
  return { ...deadLetterMessage(poison, topic, quarantined_at.getTime()), emitted_again };
}

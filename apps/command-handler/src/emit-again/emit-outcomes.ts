import type { OutcomeEmissionV1 } from '@stockproof/events';
import { type Queryable, awaitPipelined } from '@stockproof/postgres';
import type { OutboxTopics } from '../outbox/messages.js';
import { sendMessages, type WrittenMessages } from '../outbox/send-messages.js';
import { repeatedDeadLetter, repeatedRejection } from './repeated-messages.js';
import { readStoredDeadLetters, readStoredRejections, writeEmission } from './sql/stored-outcomes.js';

/**
 * Publishes the outcomes that recovery names again from their tables, in the caller's transaction and once
 * per message. Returns what was written to the outbox.
 */
export async function emitOutcomes(
  db: Queryable,
  emission: OutcomeEmissionV1,
  topics: OutboxTopics,
): Promise<WrittenMessages> {
  const by = emission.recovery_id;
  const [rejections, deadLetters] = await awaitPipelined([
    readStoredRejections(db, emission.rejections),
    readStoredDeadLetters(db, emission.dead_letters),
  ]);
  if (!(await writeEmission(db, emission, rejections.length + deadLetters.length))) return new Map();
  return sendMessages(db, [
    ...rejections.map((stored) => repeatedRejection(stored, topics.rejections_topic, by)),
    ...deadLetters.map((stored) => repeatedDeadLetter(stored, topics.dead_letters_topic, by)),
  ]);
}

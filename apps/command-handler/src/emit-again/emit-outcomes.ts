import type { OutcomeEmissionV1 } from '@stockproof/events';
import { type Queryable, together } from '@stockproof/postgres';
import type { OutboxTopics } from '../outbox/messages.js';
import { sendMessages } from '../outbox/send-messages.js';
import { repeatedLetter, repeatedRejection } from './repeated-messages.js';
import { readStoredLetters } from './sql/read-stored-letters.js';
import { readStoredRejections } from './sql/read-stored-rejections.js';
import { writeEmission } from './sql/write-emission.js';

/** Sends what recovery names again from the tables that hold it, in the caller's transaction and once per message. */
export async function emitOutcomes(
  db: Queryable,
  emission: OutcomeEmissionV1,
  topics: OutboxTopics,
): Promise<void> {
  const by = emission.recovery_id;
  const [rejections, letters] = await together([
    readStoredRejections(db, emission.rejections),
    readStoredLetters(db, emission.dead_letters),
  ]);
  if (!(await writeEmission(db, emission, rejections.length + letters.length))) return;
  await sendMessages(db, [
    ...rejections.map((stored) => repeatedRejection(stored, topics.rejections_topic, by)),
    ...letters.map((stored) => repeatedLetter(stored, topics.dead_letters_topic, by)),
  ]);
}

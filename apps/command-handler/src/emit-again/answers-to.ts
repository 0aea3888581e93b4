import { sourceKind } from '@stockproof/ledger';
import { type Queryable, awaitPipelined } from '@stockproof/postgres';
import type { UpdateDelivery } from '../decode/delivery.js';
import type { OutboxTopics } from '../outbox/messages.js';
import type { OutboxMessage } from '../outbox/sql/outbox.js';
import { repeatedAcceptance, repeatedRejection } from './repeated-messages.js';
import { readAcceptedCommands, readStoredRejections } from './sql/stored-outcomes.js';

/** Value of the header `emitted_again` in the answer to a repeated command. */
const COMMAND_REPEATED = 'command_repeated';

/**
 * Reads the outcomes of repeated stock commands from their tables and returns the messages that answer them.
 */
export async function answersTo(
  db: Queryable,
  asked_again: readonly UpdateDelivery[],
  { rejections_topic, command_outcomes_topic }: OutboxTopics,
): Promise<OutboxMessage[]> {
  if (asked_again.length === 0) return [];
  const commands = asked_again.map(({ update }) => update);
  const [rejected, accepted] = await awaitPipelined([
    readStoredRejections(db, commands),
    readAcceptedCommands(db, commands),
  ]);
  return [
    ...rejected
      .filter(({ operation }) => sourceKind(operation) === 'order')
      .map((stored) => repeatedRejection(stored, rejections_topic, COMMAND_REPEATED)),
    ...accepted.map((stored) => repeatedAcceptance(stored, command_outcomes_topic, COMMAND_REPEATED)),
  ];
}

import { type Queryable, awaitPipelined } from '@stockproof/postgres';
import { answersTo } from '../emit-again/answers-to.js';
import type { BatchEffects } from './effects.js';
import { type OutboxTopics } from '../outbox/messages.js';
import { outboxMessages } from './outbox-messages.js';
import { sendMessages, type WrittenMessages } from '../outbox/send-messages.js';
import {
  countOutcomes,
  writeConflicts,
  writeQuarantine,
  writeRedeliveries,
  writeRejections,
} from './sql/write-outcomes.js';
import { proveStates } from './sql/decision-facts.js';
import { writeLedger } from './sql/write-ledger.js';

/** Where the effects of a batch go. */
export interface Destination extends OutboxTopics {
  readonly source_topic: string;
  readonly source_partition: number;
}

/**
 * Writes all effects of a batch in the caller's transaction. The statements are pipelined; the first that
 * fails aborts the others and is the one that is thrown, so an old head does not look like a refused row. Returns
 * what was written to the outbox; it counts once the transaction is committed.
 */
export async function writeEffects(
  db: Queryable,
  effects: BatchEffects,
  to: Destination,
): Promise<WrittenMessages> {
  const at = effects.accepted_at_ms;
  const results = await awaitPipelined([
    proveStates(db, effects.relied_on),
    writeLedger(db, effects),
    writeRejections(db, effects.rejections, at),
    writeQuarantine(db, effects.quarantined, at),
    writeConflicts(db, effects.conflicts, at),
    writeRedeliveries(db, effects.redeliveries, at),
    countOutcomes(db, to.source_topic, to.source_partition, effects.accounting),
    sendOut(db, effects, to),
  ]);
  return results[7];
}

async function sendOut(db: Queryable, effects: BatchEffects, topics: OutboxTopics): Promise<WrittenMessages> {
  return sendMessages(db, [
    ...outboxMessages(effects, topics),
    ...(await answersTo(db, effects.asked_again, topics)),
  ]);
}

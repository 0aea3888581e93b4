import type { Queryable } from '@stockproof/postgres';
import { emptyOutbox, type OutboxMessage, writeOutbox } from './sql/outbox.js';

/** Writes messages to the outbox in the caller's transaction. The write side publishes in no other way. */
export async function sendMessages(db: Queryable, messages: readonly OutboxMessage[]): Promise<void> {
  if (messages.length > 0) await emptyOutbox(db, await writeOutbox(db, messages));
}

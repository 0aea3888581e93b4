import type { Queryable } from '@stockproof/postgres';
import { emptyOutbox, type OutboxMessage, writeOutbox } from './sql/outbox.js';

/** Hands messages to the WAL in the caller's transaction; nothing leaves the write side by another way. */
export async function sendMessages(db: Queryable, messages: readonly OutboxMessage[]): Promise<void> {
  if (messages.length > 0) await emptyOutbox(db, await writeOutbox(db, messages));
}

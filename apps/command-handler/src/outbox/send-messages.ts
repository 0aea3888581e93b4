import type { Queryable } from '@stockproof/postgres';
import { emptyOutbox, type OutboxMessage, writeOutbox } from './sql/outbox.js';

/** Numbers of messages by topic. */
export type WrittenMessages = ReadonlyMap<string, number>;

/**
 * Writes messages to the outbox in the caller's transaction; returns how many, by topic. The write side publishes in
 * no other way.
 */
export async function sendMessages(
  db: Queryable,
  messages: readonly OutboxMessage[],
): Promise<WrittenMessages> {
  if (messages.length > 0) await emptyOutbox(db, await writeOutbox(db, messages));
  const written = new Map<string, number>();
  for (const { topic } of messages) written.set(topic, (written.get(topic) ?? 0) + 1);
  return written;
}

import { columns, type Queryable } from '@stockproof/postgres';

const WRITE_OUTBOX_SQL = `
  INSERT INTO outbox (topic, partition, message_key, payload, traceparent, emitted_again)
  SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::bytea[], $5::text[], $6::text[])
  RETURNING id`;

/** A message that Debezium publishes to `topic`, in the given partition. */
export interface OutboxMessage {
  readonly topic: string;
  readonly partition: number;
  readonly message_key: string;
  readonly payload: Buffer;
  readonly traceparent: string | null;
  /** Header that says why the message is published again; null the first time. */
  readonly emitted_again: string | null;
}

/** Inserts messages into the outbox and returns the row ids. Debezium's EventRouter publishes them. */
export async function writeOutbox(db: Queryable, messages: readonly OutboxMessage[]): Promise<number[]> {
  const values = columns(
    messages,
    (message) => message.topic,
    (message) => message.partition,
    (message) => message.message_key,
    (message) => message.payload,
    (message) => message.traceparent,
    (message) => message.emitted_again,
  );
  const { rows } = await db.query<{ id: number }>({ name: 'write-outbox', text: WRITE_OUTBOX_SQL, values });
  return rows.map((row) => row.id);
}

const EMPTY_OUTBOX_SQL = 'DELETE FROM outbox WHERE id = ANY ($1::bigint[])';

/**
 * Deletes the rows in the transaction that inserted them: the WAL has the inserts, and the table stays empty.
 */
export async function emptyOutbox(db: Queryable, ids: readonly number[]): Promise<void> {
  await db.query({ name: 'empty-outbox', text: EMPTY_OUTBOX_SQL, values: [ids] });
}

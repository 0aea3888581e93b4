import type { Queryable } from '@stockproof/postgres';
import type { EventRow } from '../recorded-event.js';

const SELECT_EVENTS_SQL = `
  SELECT position, transaction_id::text AS transaction_id, stream, version, type, schema_version, data, message_id,
    correlation_id, causation_id, recorded_at
  FROM event WHERE stream = $1 AND version > $2 ORDER BY version`;

/** Reads the events of a stream after a version, in order. */
export async function selectEvents(
  db: Queryable,
  stream: string,
  after_version: number,
): Promise<EventRow[]> {
  return (
    await db.query<EventRow>({
      name: 'select-events',
      text: SELECT_EVENTS_SQL,
      values: [stream, after_version],
    })
  ).rows;
}

const FIND_MESSAGES_SQL =
  'SELECT version, recorded_at FROM event WHERE stream = $1 AND message_id = ANY ($2::text[]) ORDER BY version';

/** Returns the versions of those messages that are in the stream already. */
export async function findMessages(
  db: Queryable,
  stream: string,
  message_ids: readonly string[],
): Promise<Inserted[]> {
  return (
    await db.query<Inserted>({
      name: 'find-messages',
      text: FIND_MESSAGES_SQL,
      values: [stream, message_ids],
    })
  ).rows;
}

const INSERT_EVENTS_SQL = `
  WITH head AS MATERIALIZED (
    SELECT version, transaction_id FROM event WHERE stream = $1 ORDER BY version DESC LIMIT 1
  ), place AS MATERIALIZED (
    SELECT coalesce((SELECT version FROM head), 0) AS version,
      greatest(pg_current_xact_id(), (SELECT transaction_id FROM head)) AS transaction_id
  )
  INSERT INTO event (stream, version, type, schema_version, data, message_id, correlation_id, causation_id, transaction_id)
  SELECT $1, place.version + row.number, row.type, row.schema_version, row.data, row.message_id, $7,
    coalesce($8, $1 || '@' || place.version), place.transaction_id
  FROM place, unnest($3::text[], $4::int[], $5::jsonb[], $6::text[]) WITH ORDINALITY
    AS row (type, schema_version, data, message_id, number)
  WHERE ($2::bigint IS NULL OR place.version = $2)
    AND NOT EXISTS (SELECT FROM event WHERE stream = $1 AND message_id = ANY ($6))
  RETURNING version, recorded_at`;

/** Version and time of the last inserted event. */
export interface Inserted {
  readonly version: number;
  readonly recorded_at: Date;
}

/** Rows of `event` to insert, as one batch. */
export interface EventRows {
  readonly stream: string;
  /** The version that the events must follow; null for any version. */
  readonly after_version: number | null;
  readonly types: readonly string[];
  readonly schema_versions: readonly number[];
  /** JSON texts. */
  readonly data: readonly string[];
  readonly message_ids: readonly (string | null)[];
  readonly correlation_id: string;
  readonly causation_id: string | null;
}

/**
 * Inserts events. Returns the last event's version and time, or null if the stream is at another version or
 * has one of the messages already. Fails with a unique violation if another append came first. The
 * transaction id, by which all events are ordered, is never lower than that of the previous event in the
 * stream, although a transaction that began earlier may append later.
 */
export async function insertEvents(db: Queryable, rows: EventRows): Promise<Inserted | null> {
  const { stream, after_version, types, schema_versions, data, message_ids, correlation_id, causation_id } =
    rows;
  const found = await db.query<Inserted>({
    name: 'insert-events',
    text: INSERT_EVENTS_SQL,
    values: [stream, after_version, types, schema_versions, data, message_ids, correlation_id, causation_id],
  });
  return found.rows.at(-1) ?? null;
}

import type { NamedEvent } from '@stockproof/event-sourcing';
import { isUniqueViolation, type Queryable } from '@stockproof/postgres';
import { ConcurrencyError, type ExpectedVersion, MessageReusedError } from './errors.js';
import { findMessages, insertEvents } from './sql/events.js';

/** Events to append to a stream at an expected version. */
export interface Append<E> {
  readonly stream: string;
  readonly expected: ExpectedVersion;
  readonly events: readonly E[];
  readonly correlation_id: string;
  /** Default: the previous event of the stream, `stream@version`. */
  readonly causation_id?: string | null;
  /** One id per event. If the same batch is appended again, it is found and not appended twice. */
  readonly message_ids?: readonly string[];
  /** Version of the events' form; default 1. */
  readonly schema_version?: number;
}

/** The stream's version afterwards; `appended` is false if the batch was stored already. */
export interface Appended {
  /** Version of the last event of the batch. */
  readonly version: number;
  /** Begin of the appending transaction, by the database's clock. */
  readonly recorded_at: Date;
  /** False if the batch was in the stream already. */
  readonly appended: boolean;
}

/**
 * Appends the events after the expected version, all or none, in the caller's transaction or in its own.
 * Throws ConcurrencyError or MessageReusedError; roll the caller's transaction back then.
 */
export async function appendEvents<E extends NamedEvent>(
  db: Queryable,
  append: Append<E>,
): Promise<Appended> {
  const {
    stream,
    expected,
    events,
    correlation_id,
    causation_id = null,
    message_ids = [],
    schema_version = 1,
  } = append;
  if (events.length === 0) throw new RangeError('there is nothing to append');
  const inserted = await insertEvents(db, {
    stream,
    after_version: expected === 'any' ? null : expected === 'none' ? 0 : expected,
    types: events.map(({ type }) => type),
    schema_versions: events.map(() => schema_version),
    data: events.map(({ type: _type, ...data }) => JSON.stringify(data)),
    message_ids: events.map((_event, index) => message_ids[index] ?? null),
    correlation_id,
    causation_id,
  }).catch((error: unknown) => {
    if (!isUniqueViolation(error)) throw error;
    throw new ConcurrencyError(stream, expected, { cause: error });
  });
  if (inserted !== null) return { ...inserted, appended: true };
  return findExistingAppend(db, append);
}

/** The stream is not at the expected version: returns the earlier append of this batch, or throws. */
async function findExistingAppend<E extends NamedEvent>(
  db: Queryable,
  { stream, expected, message_ids = [] }: Append<E>,
): Promise<Appended> {
  const found = message_ids.length === 0 ? [] : await findMessages(db, stream, message_ids);
  const last = found.at(-1);
  if (last === undefined) throw new ConcurrencyError(stream, expected);
  if (found.length !== message_ids.length)
    throw new MessageReusedError(
      `${found.length} of ${message_ids.length} messages are in ${stream} already`,
    );
  return { ...last, appended: false };
}

import type { Queryable } from '@stockproof/postgres';
import { insertEvents } from './sql/insert-events.js';
import { selectEvents } from './sql/select-events.js';

/** The stream is not at the version the decision was made on: load it again and decide again. */
export class ConcurrencyError extends Error {
  override readonly name = 'ConcurrencyError';
}

/** An event with its name; everything else of it is its data. */
export interface NamedEvent {
  readonly type: string;
}

export interface RecordedEvent<E> {
  readonly version: number;
  readonly event: E;
  readonly correlation_id: string | null;
  readonly causation_id: string | null;
  readonly recorded_at: Date;
}

export interface Append<E> {
  readonly stream: string;
  /** 0 for a stream that must not exist yet. */
  readonly expected_version: number;
  readonly events: readonly E[];
  readonly correlation_id?: string | null;
  readonly causation_id?: string | null;
}

const UNIQUE_VIOLATION = '23505';

/** Puts the events after the expected version; gives the new version. Throws ConcurrencyError, and then none stands. */
export async function appendEvents<E extends NamedEvent>(db: Queryable, append: Append<E>): Promise<number> {
  const { stream, expected_version, events, correlation_id = null, causation_id = null } = append;
  try {
    await insertEvents(db, {
      stream,
      after_version: expected_version,
      types: events.map(({ type }) => type),
      data: events.map(({ type: _type, ...data }) => JSON.stringify(data)),
      correlation_id, causation_id,
    });
    return expected_version + events.length;
  } catch (error) {
    if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error;
    throw new ConcurrencyError(`${stream} is beyond version ${expected_version}`, { cause: error });
  }
}

/** The events of a stream in order; none for a stream that does not exist. */
export async function loadEvents<E extends NamedEvent>(
  db: Queryable, stream: string, after_version = 0,
): Promise<RecordedEvent<E>[]> {
  const rows = await selectEvents(db, stream, after_version);
  return rows.map(({ type, data, ...recorded }) => ({ ...recorded, event: { type, ...(data as object) } as unknown as E }));
}

import type { EventUpcaster, NamedEvent, RecordedEvent } from '@stockproof/event-sourcing';
import type { Queryable } from '@stockproof/postgres';
import { toRecorded } from './recorded-event.js';
import { selectEvents } from './sql/events.js';

/** The events of a stream in order, behind a version; none for a stream that does not exist. */
export async function loadEvents<E extends NamedEvent>(
  db: Queryable,
  stream: string,
  upcast?: EventUpcaster,
  after_version = 0,
): Promise<RecordedEvent<E>[]> {
  return (await selectEvents(db, stream, after_version)).map((row) => toRecorded<E>(row, upcast));
}

import type { EventUpcaster, NamedEvent, RecordedEvent } from '@stockproof/event-sourcing';
import type { Queryable } from '@stockproof/postgres';
import { toRecorded } from './recorded-event.js';
import { selectEvents } from './sql/events.js';

/** Reads the events of a stream in order, optionally after a version; empty if the stream does not exist. */
export async function loadEvents<E extends NamedEvent>(
  db: Queryable,
  stream: string,
  upcast?: EventUpcaster,
  after_version = 0,
): Promise<RecordedEvent<E>[]> {
  return (await selectEvents(db, stream, after_version)).map((row) => toRecorded<E>(row, upcast));
}

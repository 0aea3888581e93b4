import type { EventUpcaster, NamedEvent, RecordedEvent } from '@stockproof/event-sourcing';
import type { Queryable } from '@stockproof/postgres';
import { toRecorded } from './recorded-event.js';
import { selectAll } from './sql/select-all.js';
import { selectEvents } from './sql/select-events.js';

/** The events of a stream in order; none for a stream that does not exist. */
export async function loadEvents<E extends NamedEvent>(
  db: Queryable,
  stream: string,
  after_version = 0,
  upcast?: EventUpcaster,
): Promise<RecordedEvent<E>[]> {
  return (await selectEvents(db, stream, after_version)).map((row) => toRecorded<E>(row, upcast));
}

/** Where a reader of all events is. Opaque, to be kept as it is; '' is the beginning. */
export type AllPosition = string;

/**
 * The next events of all streams, each once, a stream's own in order. What an open transaction may still come before is
 * not given yet, so no event is skipped because one with a lower number was committed later. Ordered by
 * transaction, then number: of two streams not by time.
 */
export async function readAll<E extends NamedEvent>(
  db: Queryable,
  after: AllPosition,
  limit: number,
  upcast?: EventUpcaster,
): Promise<{ readonly events: readonly RecordedEvent<E>[]; readonly position: AllPosition }> {
  const [transaction_id = '0', number = '0'] = after === '' ? [] : after.split('/');
  const rows = await selectAll(db, transaction_id, Number(number), limit);
  const last = rows.at(-1);
  return {
    events: rows.map((row) => toRecorded<E>(row, upcast)),
    position: last === undefined ? after : `${last.transaction_id}/${last.position}`,
  };
}

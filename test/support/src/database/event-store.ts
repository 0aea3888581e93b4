import { CREATE_EVENT_STORE, DROP_SNAPSHOTS, EXTEND_EVENT_STORE } from '@stockproof/event-store';
import type { Queryable } from '@stockproof/postgres';

/** A migration that creates only an event store, for a test's own database. */
export class CreateEventStore1763700000001 {
  readonly name = 'CreateEventStore1763700000001';

  async up(runner: { query(sql: string): Promise<unknown> }): Promise<void> {
    for (const ddl of [...CREATE_EVENT_STORE, ...EXTEND_EVENT_STORE, DROP_SNAPSHOTS]) await runner.query(ddl);
  }

  async down(): Promise<void> {
    await Promise.resolve();
  }
}

const SQL = `
  SELECT position, transaction_id::text AS transaction_id, stream, version, data FROM event
  WHERE (transaction_id, position) > ($1::xid8, $2::bigint) AND transaction_id < pg_snapshot_xmin(pg_current_snapshot())
  ORDER BY event.transaction_id, position LIMIT $3`;

/**
 * The next events of all streams in an order that a reader may rely on: by transaction, then position, and
 * none that an open transaction may still precede. '' is the beginning; `position` is where to continue.
 */
export async function eventsInOrder<Data>(
  db: Queryable,
  after: string,
  limit: number,
): Promise<{
  readonly events: readonly { stream: string; version: number; data: Data }[];
  position: string;
}> {
  const [transaction_id = '0', number = '0'] = after === '' ? [] : after.split('/');
  const { rows } = await db.query<{
    position: number;
    transaction_id: string;
    stream: string;
    version: number;
    data: Data;
  }>(SQL, [transaction_id, number, limit]);
  const last = rows.at(-1);
  return { events: rows, position: last === undefined ? after : `${last.transaction_id}/${last.position}` };
}

import { CREATE_EVENT_STORE, EXTEND_EVENT_STORE } from '@stockproof/event-store';

/** A migration that makes nothing but an event store, for a database of one's own. */
export class CreateEventStore1763700000001 {
  readonly name = 'CreateEventStore1763700000001';

  async up(runner: { query(sql: string): Promise<unknown> }): Promise<void> {
    for (const ddl of [...CREATE_EVENT_STORE, ...EXTEND_EVENT_STORE]) await runner.query(ddl);
  }

  async down(): Promise<void> {
    await Promise.resolve();
  }
}

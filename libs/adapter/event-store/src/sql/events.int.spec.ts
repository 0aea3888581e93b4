import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { inTransaction } from '@stockproof/postgres';
import { CreateEventStore1763700000001, testDatabase, type TestDatabase } from '@stockproof/testing';
import { type EventRows, findMessages, insertEvents, selectEvents } from './events.js';

describe('the statements of event', () => {
  let database: TestDatabase;
  let stream = '';
  let streams = 0;
  beforeAll(async () => {
    database = await testDatabase([CreateEventStore1763700000001]);
  });
  afterAll(() => database.drop());
  beforeEach(() => {
    stream = `s-${(streams += 1)}`;
  });

  const rows = (message_ids: readonly (string | null)[], more: Partial<EventRows> = {}): EventRows => ({
    stream,
    after_version: null,
    types: message_ids.map(() => 'added'),
    schema_versions: message_ids.map(() => 2),
    data: message_ids.map((_id, n) => JSON.stringify({ n })),
    message_ids,
    correlation_id: 'c',
    causation_id: 'command-1',
    ...more,
  });
  const insert = (message_ids: readonly (string | null)[], more: Partial<EventRows> = {}) =>
    insertEvents(database.pool, rows(message_ids, more));
  const versions = async (after = 0) =>
    (await selectEvents(database.pool, stream, after)).map(({ version }) => version);

  it('insert events at the end of their stream and return the position of the last', async () => {
    expect(await insert([null, 'm'])).toEqual({ version: 2, recorded_at: expect.any(Date) });
    expect(await insert([null])).toMatchObject({ version: 3 });
    expect(await versions()).toEqual([1, 2, 3]);
  });

  it.each<[number | null, boolean]>([
    [2, true],
    [null, true],
    [1, false],
    [3, false],
  ])('insert at version %s of a stream at version 2: %s', async (after_version, inserted) => {
    await insert([null, null]);
    expect((await insert([null], { after_version })) !== null).toBe(inserted);
    expect(await versions()).toEqual(inserted ? [1, 2, 3] : [1, 2]);
  });

  it('insert nothing if one of the messages is in the stream; in another stream it is another message', async () => {
    await insert(['m']);
    expect(await insert(['n', 'm'])).toBeNull();
    expect(await versions()).toEqual([1]);
    const [first, other] = [stream, 'another'];
    expect(await insert(['m'], { stream: other })).toMatchObject({ version: 1 });
    expect((await findMessages(database.pool, first, ['m', 'n'])).map(({ version }) => version)).toEqual([1]);
  });

  it('order events by a transaction id that never decreases within a stream', async () => {
    await inTransaction(database.pool, async (older) => {
      await older.query('SELECT pg_current_xact_id()');
      await insert([null]);
      await insertEvents(older, rows([null]));
    });
    const [first, second] = await selectEvents(database.pool, stream, 0);
    expect(BigInt(second?.transaction_id ?? 0)).toBeGreaterThanOrEqual(BigInt(first?.transaction_id ?? 1));
  });

  it('select the events after a version, in order, unchanged', async () => {
    await insert(['m', null]);
    await insert([null], { causation_id: null });
    const [first, ...rest] = await selectEvents(database.pool, stream, 0);
    expect(first).toMatchObject({
      stream,
      version: 1,
      type: 'added',
      schema_version: 2,
      data: { n: 0 },
      message_id: 'm',
      correlation_id: 'c',
      causation_id: 'command-1',
      recorded_at: expect.any(Date),
    });
    // Without a cause it is the event before.
    expect(rest.map(({ message_id, causation_id }) => [message_id, causation_id])).toEqual([
      [null, 'command-1'],
      [null, `${stream}@2`],
    ]);
    expect([await versions(1), await versions(3)]).toEqual([[2, 3], []]);
  });

  it('find messages in the order of their versions', async () => {
    await insert(['b', 'a', null]);
    const found = await findMessages(database.pool, stream, ['a', 'b', 'none']);
    expect(found).toEqual([
      { version: 1, recorded_at: expect.any(Date) },
      { version: 2, recorded_at: expect.any(Date) },
    ]);
  });
});

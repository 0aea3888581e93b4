import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inTransaction } from '@stockproof/postgres';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import { emptyOutbox, type OutboxMessage, writeOutbox } from './outbox.js';

const MESSAGE: OutboxMessage = {
  topic: 't',
  partition: 3,
  message_key: 's',
  payload: Buffer.from([0, 255]),
  traceparent: '00-trace',
  emitted_again: 'emi-1',
};

describe('the statements of the outbox', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
  });
  afterAll(() => database.drop());
  const kept = async () =>
    (await database.pool.query<{ id: number }>('SELECT * FROM outbox ORDER BY id')).rows;

  it('insert messages in order and return the id of each', async () => {
    const second = { ...MESSAGE, message_key: 'u', traceparent: null, emitted_again: null };
    const ids = await writeOutbox(database.pool, [MESSAGE, second]);
    expect(await kept()).toEqual([
      { id: ids[0], ...MESSAGE },
      { id: ids[1], ...second },
    ]);
    expect(await writeOutbox(database.pool, [])).toEqual([]);
  });

  it('delete these rows and no other', async () => {
    const before = (await kept()).map(({ id }) => id);
    const ids = await writeOutbox(database.pool, [MESSAGE, MESSAGE]);
    await emptyOutbox(database.pool, [...ids, 999_999]);
    expect((await kept()).map(({ id }) => id)).toEqual(before);
  });

  it('leave the table empty when one transaction inserts and deletes', async () => {
    const before = await kept();
    await inTransaction(database.pool, async (db) => emptyOutbox(db, await writeOutbox(db, [MESSAGE])));
    expect(await kept()).toEqual(before);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SecurityEvent, verifyRecords } from '@stockproof/security-events';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { securityMigrations } from '../migrations/index.js';
import { appendEvent, readRecords } from './security-events.js';

const EVENT: SecurityEvent = {
  action: 'revoke_key',
  outcome: 'done',
  actor: 'operator ada',
  target: 'seller-1/0a',
  reason: 'ü, 3:x',
  address: '::1',
  detail: null,
};

describe('the statements of security_event', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(securityMigrations);
  });
  afterAll(() => database.drop());

  it('append an event with the next number, as the current login, chained to the one before', async () => {
    const numbers = [await appendEvent(database.pool, EVENT), await appendEvent(database.pool, EVENT)];
    expect(numbers).toEqual([1, 2]);
    const records = await readRecords(database.pool, 0, 9);
    expect(records[0]).toMatchObject({
      ...EVENT,
      sequence: 1,
      recorded_by: new URL(database.url).username,
      recorded_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
    });
    expect(records[1]?.previous_digest).toBe(records[0]?.digest);
    expect(verifyRecords(records, true)).toEqual([]);
  });

  it('read the records after a number, the oldest first, up to a limit', async () => {
    while ((await appendEvent(database.pool, EVENT)) < 5);
    const read = async (after: number, limit: number) =>
      (await readRecords(database.pool, after, limit)).map(({ sequence }) => sequence);
    expect([await read(0, 2), await read(2, 2), await read(4, 9), await read(5, 9)]).toEqual([
      [1, 2],
      [3, 4],
      [5],
      [],
    ]);
  });
});

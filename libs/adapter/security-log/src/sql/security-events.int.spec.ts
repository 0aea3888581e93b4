import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SecurityEvent, verifyRecords } from '@stockproof/security-events';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { securityMigrations } from '../migrations/index.js';
import { appendEvent, listActs, readRecords, type WantedActs } from './security-events.js';

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

  it('list acts by who, what, how it ended, at what and since when, the newest first', async () => {
    const ANY: WantedActs = {
      ...{ actor: null, action: null, outcome: null, target: null, since: null },
      before: Number.MAX_SAFE_INTEGER,
    };
    const first = await appendEvent(database.pool, { ...EVENT, actor: 'operator eve', outcome: 'refused' });
    const last = await appendEvent(database.pool, { ...EVENT, actor: 'operator eve', action: 'log_in' });
    const list = async (wanted: Partial<WantedActs>, limit = 99) =>
      (await listActs(database.pool, { ...ANY, ...wanted }, limit)).map(({ sequence }) => sequence);
    expect(await list({}, 2)).toEqual([last, first]);
    expect(await list({ actor: 'operator eve' })).toEqual([last, first]);
    expect(await list({ actor: 'operator eve', before: last })).toEqual([first]);
    expect(await list({ action: 'log_in' })).toEqual([last]);
    expect(await list({ outcome: 'refused' })).toEqual([first]);
    expect(await list({ target: 'nobody' })).toEqual([]);
    expect(await list({ since: new Date(Date.now() + 60_000) })).toEqual([]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createPool } from '@stockproof/postgres';
import { verifyRecords, type SecurityEvent } from '@stockproof/security-events';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { securityMigrations } from './migrations/index.js';
import { PostgresSecurityLog } from './security-log.js';
import { readRecords } from './sql/security-events.js';

const EVENT: SecurityEvent = {
  action: 'revoke_key',
  outcome: 'done',
  actor: 'operator ada',
  target: 'seller-1/0a',
  reason: 'ü, 3:x',
  address: '::1',
  detail: null,
};

describe('the security log in its database', () => {
  let database: TestDatabase;
  const lost: string[] = [];
  const logs: PostgresSecurityLog[] = [];
  const open = (): PostgresSecurityLog => {
    const log = new PostgresSecurityLog(
      createPool({ url: database.url, application_name: 'test', max: 2 }),
      (error) => lost.push((error as Error).message),
    );
    logs.push(log);
    return log;
  };
  beforeAll(async () => {
    database = await testDatabase(securityMigrations);
  });
  afterAll(async () => {
    await Promise.all(logs.map((log) => log.close()));
    await database.drop();
  });
  const all = () => readRecords(database.pool, 0, 10_000);

  it('is one chain for all services, by both implementations of the digest', async () => {
    const [one, other] = [open(), open()];
    const nothing = { actor: null, target: null, reason: null, address: null, detail: null };
    await Promise.all(
      Array.from({ length: 40 }, (_none, n) =>
        (n % 2 === 0 ? one : other).append(
          n % 3 === 0 ? { ...EVENT, ...nothing } : { ...EVENT, detail: `${n}` },
        ),
      ),
    );
    const records = await all();
    expect(records).toHaveLength(40);
    expect(verifyRecords(records, true)).toEqual([]);
    expect(new Set(records.map(({ recorded_by }) => recorded_by))).toEqual(
      new Set([new URL(database.url).username]),
    );
    expect(records.find(({ detail }) => detail === '1')).toMatchObject({
      ...EVENT,
      detail: '1',
      sequence: expect.any(Number),
    });
  });

  it('is written without waiting, and complete when it is closed', async () => {
    const before = (await all()).length;
    const log = open();
    for (let n = 0; n < 20; n += 1) log.note({ ...EVENT, reason: 'x'.repeat(5_000) });
    await log.close();
    logs.splice(logs.indexOf(log), 1);
    expect((await all()).length).toBe(before + 20);
    expect(lost).toEqual([]);
  });

  it('reports what it could not write: waiting is bounded, and an unavailable server loses records', async () => {
    const nobody = new URL(database.url);
    nobody.port = '1';
    const away = new PostgresSecurityLog(
      createPool({ url: nobody.href, application_name: 'test', max: 2 }),
      (error) => lost.push((error as Error).message),
    );
    await expect(away.append(EVENT)).rejects.toThrow();
    for (let n = 0; n < 1_001; n += 1) away.note(EVENT);
    expect(lost).toEqual(['1000 events wait already']);
    await away.close();
    expect(lost).toHaveLength(1_001);
  });

  it.each([
    ['changed', `UPDATE security_event SET actor = 'operator eve'`],
    ['removed', 'DELETE FROM security_event'],
    ['emptied', 'TRUNCATE security_event'],
  ])('cannot be %s, not even by its owner', async (_name, sql) => {
    await expect(database.pool.query(sql)).rejects.toThrow('append-only');
  });

  it('shows a change that its owner makes without the trigger', async () => {
    await database.pool.query('ALTER TABLE security_event DISABLE TRIGGER append_only');
    await database.pool.query(`UPDATE security_event SET actor = 'operator eve' WHERE sequence = 5`);
    expect(verifyRecords(await all(), true)).toEqual(['record 5 is not that of its digest: it was changed']);
  });
});

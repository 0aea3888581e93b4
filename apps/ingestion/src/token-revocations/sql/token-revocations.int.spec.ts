import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import { insertRevocation, listRevocations } from './token-revocations.js';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase(migrations);
});
afterAll(() => database.drop());

it('revocations are listed while they can concern a valid token', async () => {
  const revoke = (kind: 'token' | 'session' | 'subject', id: string) =>
    insertRevocation(database.pool, { kind, id, reason: 'stolen' }, 'ada');
  const made = [await revoke('token', 'a'), await revoke('subject', 'b'), await revoke('session', 'c')];
  expect(made[0]).toEqual({
    revocation_id: expect.any(String),
    kind: 'token',
    id: 'a',
    reason: 'stolen',
    revoked_by: 'ada',
    revoked_at: expect.any(Date),
  });
  expect(await listRevocations(database.pool)).toEqual(made);
  const left = async (age: string): Promise<string[]> => {
    await database.pool.query('UPDATE token_revocation SET revoked_at = now() - $1::interval', [age]);
    return (await listRevocations(database.pool)).map(({ id }) => id).sort();
  };
  expect([
    await left('119 minutes'),
    await left('121 minutes'),
    await left('399 days'),
    await left('401 days'),
  ]).toEqual([['a', 'b', 'c'], ['c'], ['c'], []]);
});

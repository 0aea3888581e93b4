import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import {
  findLateMovements,
  type PolicyChange,
  readLateMovements,
  setLateMovements,
} from './late-movements-policy.js';

describe('the policy on late movements', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
  });
  afterAll(() => database.drop());

  const set = (seller_id: string, policy: PolicyChange['policy'], revision: number) =>
    setLateMovements(database.pool, { seller_id, policy, revision, reason: 'why', changed_by: 'ada' });

  it('is set from the revision that was read, and by nobody who read another one', async () => {
    expect(await findLateMovements(database.pool, 'ann')).toBeUndefined();
    expect(await set('ann', 'absorb', 1)).toBeUndefined();
    expect(await set('ann', 'absorb', 0)).toMatchObject({ policy: 'absorb', revision: 1, reason: 'why' });
    expect(await set('ann', 'apply', 0)).toBeUndefined();
    expect(await set('ann', 'apply', 2)).toBeUndefined();
    expect(await set('ann', 'apply', 1)).toMatchObject({ policy: 'apply', revision: 2, changed_by: 'ada' });
    expect(await findLateMovements(database.pool, 'ann')).toMatchObject({ policy: 'apply', revision: 2 });
  });

  it('is read for those sellers of a batch that have set one', async () => {
    await set('ben', 'absorb', 0);
    await set('cat', 'absorb', 0);
    expect(await readLateMovements(database.pool, ['ben', 'dan'])).toEqual(new Map([['ben', 'absorb']]));
    expect(await readLateMovements(database.pool, [])).toEqual(new Map());
  });
});

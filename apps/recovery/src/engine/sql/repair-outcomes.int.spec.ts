import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serviceDatabase, type TestDatabase } from '@stockproof/testing';
import { countApplied, readOutcomes } from './repair-outcomes.js';

describe('the owner’s results of repairs', () => {
  let ledger: TestDatabase;
  let view: TestDatabase;
  beforeAll(async () => {
    [ledger, view] = await Promise.all([
      serviceDatabase('command-handler'),
      serviceDatabase('availability-projection'),
    ]);
    await ledger.pool.query(
      `INSERT INTO repair_outcome VALUES ('r.1', 'rec', 'ann', 's', 'applied'), ('r.2', 'rec', 'ann', 't', 'stale'), ('r.3', 'other', 'ann', 's', 'applied')`,
    );
    await view.pool.query(
      `INSERT INTO repair_outcome (repair_id, recovery_id, partition, seller_id, sku, outcome, removed, published)
       VALUES ('r.1', 'rec', 0, 'ann', 's', 'applied', false, true), ('r.2', 'rec', 0, 'ann', 't', 'applied', false, false), ('r.3', 'rec', 0, NULL, NULL, 'applied', false, true)`,
    );
  });
  afterAll(() => Promise.all([ledger.drop(), view.drop()]));

  it('are read for each decided repair, and for no other', async () => {
    const found = await readOutcomes(ledger.pool, ['r.2', 'r.1', 'r.9']);
    expect(found.sort((a, b) => (a.repair_id < b.repair_id ? -1 : 1))).toEqual([
      { repair_id: 'r.1', outcome: 'applied' },
      { repair_id: 'r.2', outcome: 'stale' },
    ]);
    expect(await readOutcomes(ledger.pool, [])).toEqual([]);
  });

  it('are read from a publisher once they are published', async () => {
    expect((await readOutcomes(view.pool, ['r.1', 'r.2'])).map(({ repair_id }) => repair_id)).toEqual([
      'r.1',
    ]);
  });

  it('are counted by recovery and by keys that are not null', async () => {
    expect(await countApplied(ledger.pool, 'sku', 'rec')).toBe(1);
    expect(await countApplied(view.pool, 'sku', 'rec')).toBe(2);
    expect(await countApplied(view.pool, 'repair_id', 'rec')).toBe(3);
    expect(await countApplied(view.pool, 'sku', 'none')).toBe(0);
  });
});

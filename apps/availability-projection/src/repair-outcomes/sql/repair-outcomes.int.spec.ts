import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import {
  knownOutcomes,
  markOutcomesPublished,
  type RepairOutcomeRow,
  unpublishedRemovals,
  writeOutcomes,
} from './repair-outcomes.js';

const outcome = (repair_id: string, more: Partial<RepairOutcomeRow> = {}): RepairOutcomeRow => ({
  repair_id,
  recovery_id: 'rec',
  seller_id: 'ann',
  sku: repair_id,
  outcome: 'applied',
  removed: false,
  ...more,
});

describe('the results of repairs', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
  });
  afterAll(() => database.drop());
  beforeEach(() => database.pool.query('TRUNCATE repair_outcome'));

  it('say which repairs are decided', async () => {
    await writeOutcomes(database.pool, 3, [outcome('r.1'), outcome('r.2', { outcome: 'stale' })]);
    expect(await knownOutcomes(database.pool, ['r.1', 'r.2', 'r.3'])).toEqual(new Set(['r.1', 'r.2']));
    await expect(writeOutcomes(database.pool, 3, [outcome('r.1')])).rejects.toThrow();
  });

  it('list a removed offer of a partition until it is published', async () => {
    const gone = { removed: true } as const;
    await writeOutcomes(database.pool, 3, [
      outcome('r.1', { ...gone, sku: 's' }),
      outcome('r.2', { ...gone, sku: 's' }),
      outcome('r.3'),
      outcome('r.4', { outcome: 'stale' }),
    ]);
    await writeOutcomes(database.pool, 4, [outcome('r.5', { ...gone, sku: 'elsewhere' })]);
    expect(await unpublishedRemovals(database.pool, 3)).toEqual([
      { seller_id: 'ann', sku: 's', recovery_id: 'rec' },
    ]);
    const published = async () =>
      (
        await database.pool.query<{ reported: string }>(
          `SELECT string_agg(repair_id, ' ' ORDER BY repair_id) AS reported FROM repair_outcome WHERE published`,
        )
      ).rows[0]?.reported;
    // A stale one has nothing to publish.
    expect(await published()).toBe('r.4');
    await markOutcomesPublished(database.pool, 3);
    expect([
      await unpublishedRemovals(database.pool, 3),
      (await unpublishedRemovals(database.pool, 4)).length,
      await published(),
    ]).toEqual([[], 1, 'r.1 r.2 r.3 r.4']);
  });

  it('have their partition and time; a step of a generation has no offer', async () => {
    await writeOutcomes(database.pool, 3, [outcome('step', { seller_id: null, sku: null }), outcome('r')]);
    await writeOutcomes(database.pool, 3, []);
    const { rows } = await database.pool.query(
      `SELECT repair_id, partition, recovery_id, seller_id, sku, outcome, removed, published, decided_at > now() - interval '1 minute' AS now
       FROM repair_outcome ORDER BY repair_id`,
    );
    const kept = { partition: 3, recovery_id: 'rec', outcome: 'applied', removed: false, published: false };
    expect(rows).toEqual([
      { repair_id: 'r', ...kept, seller_id: 'ann', sku: 'r', now: true },
      { repair_id: 'step', ...kept, seller_id: null, sku: null, now: true },
    ]);
  });
});

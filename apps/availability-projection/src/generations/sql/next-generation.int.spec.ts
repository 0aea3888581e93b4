import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import { clearGeneration, type LoggedChange, logChanges, noteReady, readLogged } from './next-generation.js';
import { nameNext, readFunctions } from './projection-function.js';

const change = (sku: string, version: number, offset: number, seller_id = 'ann'): LoggedChange => ({
  offset,
  change: {
    seller_id,
    sku,
    version,
    operation: 'M',
    status: 'accepted',
    quantity: 9_007_199_254_740_991,
    delta_quantity: 0,
    from_bucket: 'sellable',
    from_location: 'a',
    to_bucket: 'reserved',
    to_location: null,
    event_time_ms: 1_000,
    accepted_at_ms: 2_000,
    traceparent: null,
  },
});

describe('the statements of a generation that is built', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
  });
  afterAll(() => database.drop());
  beforeEach(() => clearGeneration(database.pool));

  it('store every change of an offer unchanged, in version order, and of no other offer', async () => {
    const changes = [change('s', 10, 40), change('s', 9, 39), change('t', 1, 41), change('s', 1, 42, 'ben')];
    await logChanges(database.pool, 3, changes);
    await logChanges(database.pool, 3, []);
    expect(await readLogged(database.pool, ['ann', 'ben'], ['s', 't'])).toEqual([changes[1], changes[0]]);
    expect(await readLogged(database.pool, ['ann', 'ben'], ['t', 's'])).toEqual([changes[2], changes[3]]);
  });

  it('keep the first message of a version, however often it is delivered', async () => {
    await logChanges(database.pool, 3, [change('s', 1, 40)]);
    await logChanges(database.pool, 3, [change('s', 1, 41), change('s', 2, 42)]);
    expect((await readLogged(database.pool, ['ann'], ['s'])).map(({ offset }) => offset)).toEqual([40, 42]);
  });

  it('count the ready partitions, each once', async () => {
    expect([
      await noteReady(database.pool, 3),
      await noteReady(database.pool, 3),
      await noteReady(database.pool, 1),
    ]).toEqual([1, 1, 2]);
  });

  it('remove the whole generation, and nothing of the live view', async () => {
    const row = (schema: string) =>
      database.pool.query(
        `INSERT INTO ${schema}.offer_availability (partition, seller_id, sku, version, stock_on_hand, sellable, reserved, damaged, return_to_vendor,
           event_time, newest_event_time, accepted_at, changed_offset) VALUES (3, 'ann', 's', 1, 1, 1, 0, 0, 0, now(), now(), now(), 1)`,
      );
    const location = (schema: string) =>
      database.pool.query(`INSERT INTO ${schema}.offer_location_availability VALUES ('ann', 's', 'a', 1)`);
    for (const schema of ['public', 'next_generation']) {
      await row(schema);
      await location(schema);
    }
    await nameNext(database.pool, { name: 'candidate', version: 1, digest: null }, 'rec');
    await logChanges(database.pool, 3, [change('s', 1, 40)]);
    await noteReady(database.pool, 3);
    await clearGeneration(database.pool);
    const left = async (table: string) => (await database.pool.query(`SELECT FROM ${table}`)).rowCount;
    const next = ['offer_availability', 'offer_location_availability', 'logged_change', 'ready_partition'];
    for (const table of next) expect([table, await left(`next_generation.${table}`)]).toEqual([table, 0]);
    expect([await left('offer_availability'), await left('offer_location_availability')]).toEqual([1, 1]);
    expect((await readFunctions(database.pool)).next).toBeNull();
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import type { ViewOffer } from '../view.js';
import { readView, writeLocations, writeView } from './view-rows.js';

const offer = (sku: string, seller_id = 'ann', more: Partial<ViewOffer> = {}): ViewOffer => ({
  seller_id,
  sku,
  revision: 2,
  status: 'suspect',
  expected_version: 10,
  found_version: 12,
  changed_offset: 7,
  traceparent: 'trace',
  recovery_id: 'rec',
  state: {
    version: 9,
    stock_on_hand: 10,
    sellable: 4,
    reserved: 3,
    damaged: 2,
    return_to_vendor: 1,
    locations: new Map([
      ['a', 1],
      ['b', 3],
    ]),
    event_time_ms: 1_000,
    newest_event_time_ms: 5_000,
    accepted_at_ms: 2_000,
  },
  ...more,
});
describe('the rows of the view', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
  });
  afterAll(() => database.drop());
  beforeEach(() => database.pool.query('TRUNCATE offer_availability, offer_location_availability'));

  const write = async (...offers: ViewOffer[]): Promise<void> => {
    await writeView(database.pool, 3, offers);
    await writeLocations(
      database.pool,
      offers.flatMap(({ seller_id, sku, state }) =>
        [...state.locations].map(([location_id, sellable]) => ({ seller_id, sku, location_id, sellable })),
      ),
    );
  };

  it('return every field that was written or changed', async () => {
    const before = offer('s');
    await write(before, offer('s', 'ben'), offer('t'));
    expect(await readView(database.pool, ['ann'], ['s'])).toEqual([before]);
    const after = offer('s', 'ann', {
      revision: 3,
      status: 'current',
      expected_version: null,
      found_version: null,
      changed_offset: 8,
      traceparent: null,
      recovery_id: null,
      state: {
        version: 10,
        stock_on_hand: 20,
        sellable: 8,
        reserved: 6,
        damaged: 4,
        return_to_vendor: 2,
        locations: new Map([
          ['a', 5],
          ['b', 3],
        ]),
        event_time_ms: 1_001,
        newest_event_time_ms: 5_001,
        accepted_at_ms: 2_001,
      },
    });
    await write(after);
    expect(await readView(database.pool, ['ann'], ['s'])).toEqual([after]);
    expect(await readView(database.pool, ['ann', 'ben'], ['t', 't'])).toEqual([offer('t')]);
  });

  it('keep a location that is empty now with 0 sellable units', async () => {
    await write(offer('s'));
    await writeLocations(database.pool, [{ seller_id: 'ann', sku: 's', location_id: 'b', sellable: 0 }]);
    const [found] = await readView(database.pool, ['ann'], ['s']);
    expect([...(found?.state.locations ?? [])].sort()).toEqual([
      ['a', 1],
      ['b', 0],
    ]);
  });

  it('have no locations if none was ever written, and do not exist for an unknown offer', async () => {
    await writeView(database.pool, 3, [offer('s')]);
    const found = await readView(database.pool, ['ann', 'ann'], ['s', 'none']);
    expect(found.map(({ sku, state }) => [sku, state.locations.size])).toEqual([['s', 0]]);
  });

  it('are not read or written for an empty list', async () => {
    await writeView(database.pool, 3, []);
    await writeLocations(database.pool, []);
    expect(await readView(database.pool, [], [])).toEqual([]);
  });

  it('stay in the partition that first wrote them', async () => {
    await writeView(database.pool, 3, [offer('s')]);
    await writeView(database.pool, 4, [offer('s'), offer('t')]);
    const { rows } = await database.pool.query('SELECT sku, partition FROM offer_availability ORDER BY sku');
    expect(rows).toEqual([
      { sku: 's', partition: 3 },
      { sku: 't', partition: 4 },
    ]);
  });
});

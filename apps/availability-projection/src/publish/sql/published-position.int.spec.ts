import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import { writeView } from '../../view/sql/view-rows.js';
import type { ViewOffer } from '../../view/view.js';
import { advancePublished, claimPublished, readUnpublished } from './published-position.js';

const offer = (sku: string, changed_offset: number, version = 1, seller_id = 'ann'): ViewOffer => ({
  seller_id,
  sku,
  revision: 0,
  status: 'current',
  expected_version: 4,
  found_version: 5,
  changed_offset,
  traceparent: null,
  recovery_id: 'rec',
  state: {
    version,
    stock_on_hand: 1,
    sellable: 1,
    reserved: 0,
    damaged: 0,
    return_to_vendor: 0,
    locations: new Map(),
    event_time_ms: 1_000,
    newest_event_time_ms: 1_000,
    accepted_at_ms: 1_000,
  },
});

describe('the published position of a partition', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
  });
  afterAll(() => database.drop());
  beforeEach(() => database.pool.query('TRUNCATE published_position, offer_availability'));

  const claim = (epoch: number, partition = 1, topic = 't') =>
    claimPublished(database.pool, topic, partition, epoch);
  const advance = (epoch: number, to: number, partition = 1, topic = 't') =>
    advancePublished(database.pool, topic, partition, epoch, to);

  it('starts at zero, and a newer holder continues where the older one was', async () => {
    expect(await claim(5)).toBe(0);
    expect(await advance(5, 40)).toBe(true);
    expect([await claim(6), await claim(6), await claim(6, 2), await claim(6, 1, 'u')]).toEqual([
      40, 40, 0, 0,
    ]);
  });

  it('cannot be taken or moved by an older holder', async () => {
    await claim(6);
    expect(await claim(5)).toBeUndefined();
    expect([await advance(5, 50), await advance(6, 50)]).toEqual([false, true]);
  });

  it('never goes back, for each partition of each topic', async () => {
    for (const [partition, topic] of [
      [1, 't'],
      [2, 't'],
      [1, 'u'],
    ] as const)
      await claim(5, partition, topic);
    expect([await advance(5, 40), await advance(5, 40), await advance(5, 39)]).toEqual([true, true, false]);
    expect([await claim(5), await claim(5, 2), await claim(5, 1, 'u')]).toEqual([40, 0, 0]);
  });

  it('lists the offers that changed since, in pages, by position and then by name', async () => {
    await writeView(database.pool, 1, [
      offer('before', 6),
      offer('c', 7),
      offer('b', 8),
      offer('a', 8),
      offer('a', 8, 1, 'ben'),
      offer('z', 9),
      offer('nothing yet', 9, 0),
    ]);
    await writeView(database.pool, 2, [offer('elsewhere', 8)]);
    const reported: string[] = [];
    let last: ViewOffer | undefined;
    do {
      const page = await readUnpublished(database.pool, 1, 7, last, 2);
      reported.push(...page.map(({ sku, seller_id }) => `${sku} ${seller_id}`));
      last = page.at(-1);
    } while (last !== undefined);
    expect(reported).toEqual(['c ann', 'a ann', 'a ben', 'b ann', 'z ann']);
  });
});

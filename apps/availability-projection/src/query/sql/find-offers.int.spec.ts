import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import { noteFreshness } from '../../freshness/sql/partition-freshness.js';
import { findOffers } from './find-offers.js';

const ACCEPTED_MS = 5_000;
const PARTITION = 3;

describe('offers of the view', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
    for (const [seller_id, sku] of [
      ['ben', 's'],
      ['ann', 's'],
      ['ann', 't'],
    ]) {
      await database.pool.query(
        `INSERT INTO offer_availability (partition, seller_id, sku, version, stock_on_hand, sellable, reserved, damaged, return_to_vendor,
           event_time, newest_event_time, accepted_at, changed_offset)
         VALUES ($1, $2, $3, 1, 5, 5, 0, 0, 0, now(), now(), to_timestamp($4), 1)`,
        [PARTITION, seller_id, sku, ACCEPTED_MS / 1_000],
      );
      await database.pool.query(
        `INSERT INTO offer_location_availability VALUES ($1, $2, $3, 2), ($1, $2, 'a', 3)`,
        [seller_id, sku, `z-${seller_id}`],
      );
    }
  });
  afterAll(() => database.drop());

  it.each<[string, string, [string, number, number][], number]>([
    // the topic that is asked for, marks by topic, partition and time, and how old the offer is said to be
    ['nothing is noted', 'none', [], ACCEPTED_MS],
    ['a beat came after the offer', 'later', [['later', PARTITION, 9_000]], 9_000],
    ['the offer came after the beat', 'earlier', [['earlier', PARTITION, 1_000]], ACCEPTED_MS],
    ['another partition is noted', 'elsewhere', [['elsewhere', PARTITION + 1, 9_000]], ACCEPTED_MS],
    ['another topic is noted', 'mine', [['theirs', PARTITION, 9_000]], ACCEPTED_MS],
  ])('have the age that is known: %s', async (_what, topic, marks, as_of_ms) => {
    for (const [of, partition, at] of marks)
      await noteFreshness(database.pool, of, [{ partition, as_of_ms: at }]);
    const [found] = await findOffers(database.pool, topic, ['s'], 'ann');
    expect(found?.as_of.getTime()).toBe(as_of_ms);
  });

  it.each<[string, string[], string | null, string[]]>([
    ['of one SKU', ['s'], null, ['ann s', 'ben s']],
    ['of some', ['t', 's'], null, ['ann s', 'ben s', 'ann t']],
    ['of one seller', ['s', 't'], 'ann', ['ann s', 'ann t']],
    ['that nobody has', ['none'], null, []],
    ['that another has', ['t'], 'ben', []],
  ])('are found %s, in order, with their own locations', async (_what, skus, seller_id, offers) => {
    const found = await findOffers(database.pool, 'none', skus, seller_id);
    expect(found.map((one) => `${one.seller_id} ${one.sku}`)).toEqual(offers);
    for (const one of found)
      expect(one.locations).toEqual([
        { location_id: 'a', sellable: 3 },
        { location_id: `z-${one.seller_id}`, sellable: 2 },
      ]);
  });
});

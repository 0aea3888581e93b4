import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { serviceDatabase, type TestDatabase } from '@stockproof/testing';
import { countSuspects, findOrphanLocations, readViewRows, suspectOffers } from './view.js';

const ANNS = `seller_id = 'ann'`;

describe('the statements that read the view', () => {
  let view: TestDatabase;
  beforeAll(async () => {
    view = await serviceDatabase('availability-projection');
    for (const [seller_id, sku, status] of [
      ['ann', 't', 'suspect'],
      ['ann', 's', 'current'],
      ['ben', 's', 'suspect'],
      ['ben', 'u', 'suspect'],
    ] as const) {
      await view.pool.query(
        `INSERT INTO offer_availability (partition, seller_id, sku, version, revision, stock_on_hand, sellable, reserved, damaged, return_to_vendor, event_time,
           newest_event_time, accepted_at, changed_offset, status, confidence, verified_at)
         VALUES (3, $1, $2, 9, 2, 10, 4, 3, 2, 1, to_timestamp(1), to_timestamp(5), to_timestamp(2), 1, $3, 'trusted', to_timestamp(7))`,
        [seller_id, sku, status],
      );
      await view.pool.query(
        `INSERT INTO offer_location_availability VALUES ($1, $2, 'a', 1), ($1, $2, 'b', 3)`,
        [seller_id, sku],
      );
    }
    await view.pool.query(
      `INSERT INTO offer_location_availability VALUES ('ann', 'gone', 'a', 1), ('ann', 'gone', 'b', 1), ('ben', 'gone', 'a', 1)`,
    );
  });
  afterAll(() => view.drop());

  it('read rows field by field, each with its own locations', async () => {
    const rows = await readViewRows(view.pool, `${ANNS} AND sku = 's'`);
    expect(rows).toEqual([
      {
        seller_id: 'ann',
        sku: 's',
        version: 9,
        revision: 2,
        status: 'current',
        remnant: null,
        partition: 3,
        confidence: 'trusted',
        verified_at_ms: 7_000,
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
    ]);
  });

  it.each<[string, string, string]>([
    ['expected_version', '7', 'expected_version 7, found_version null'],
    ['found_version', '8', 'expected_version null, found_version 8'],
    ['event_time', `event_time + interval '1 microsecond'`, 'a time finer than a millisecond'],
    ['newest_event_time', `newest_event_time + interval '1 microsecond'`, 'a time finer than a millisecond'],
    ['accepted_at', `accepted_at + interval '1 microsecond'`, 'a time finer than a millisecond'],
  ])('find states that the projection does not leave in them: %s', async (column, value, remnant) => {
    const client = await view.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query(`UPDATE offer_availability SET ${column} = ${value}`);
      expect((await readViewRows(client, `${ANNS} AND sku = 's'`))[0]?.remnant).toBe(remnant);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  });

  it('find locations without an offer, in the scope', async () =>
    expect(await findOrphanLocations(view.pool, ANNS)).toEqual([{ seller_id: 'ann', sku: 'gone' }]));

  it('list suspect offers in order up to a limit, with their number', async () => {
    expect((await suspectOffers(view.pool, 2)).map(({ seller_id, sku }) => `${seller_id} ${sku}`)).toEqual([
      'ben s',
      'ann t',
    ]);
    expect(await countSuspects(view.pool)).toBe(3);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { inTransaction } from '@stockproof/postgres';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import { writeLocations, writeView } from '../../view/sql/view-rows.js';
import type { ViewOffer } from '../../view/view.js';
import { holdRows, readEpoch, removeOffers, writeOfferConfidence } from './repaired-offers.js';

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
describe('the statements about offers under repair', () => {
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

  it.each<[string, [string, string][], string | null]>([
    // records in the order they come: what each says, and when it looked; what is kept
    ['nobody has looked', [], null],
    ['one has', [['trusted', '2026-06-19T18:00:00.000Z']], 'trusted 2026-06-19T18:00:00.000Z'],
    [
      'a later one says otherwise',
      [
        ['trusted', '2026-06-19T18:00:00.000Z'],
        ['untrusted', '2026-06-19T18:00:01.000Z'],
      ],
      'untrusted 2026-06-19T18:00:01.000Z',
    ],
    [
      'an older one comes late',
      [
        ['untrusted', '2026-06-19T18:00:01.000Z'],
        ['trusted', '2026-06-19T18:00:00.999Z'],
      ],
      'untrusted 2026-06-19T18:00:01.000Z',
    ],
    [
      'one of the same moment',
      [
        ['untrusted', '2026-06-19T18:00:01.000Z'],
        ['trusted', '2026-06-19T18:00:01.000Z'],
      ],
      'trusted 2026-06-19T18:00:01.000Z',
    ],
  ])('the newest record decides: %s', async (_what, records, kept) => {
    await write(offer('s'), offer('t'), offer('s', 'ben'));
    for (const [confidence, verified_at] of records) {
      await writeOfferConfidence(database.pool, {
        schema_version: 1,
        type: 'confidence',
        recovery_id: 'rec',
        confidence: confidence as 'trusted',
        verified_at,
        offers: [{ seller_id: 'ann', sku: 's' }],
      });
    }
    const { rows } = await database.pool.query<{ confidence: string | null; verified_at: Date | null }>(
      'SELECT confidence, verified_at FROM offer_availability ORDER BY seller_id, sku',
    );
    const said = rows.map(({ confidence, verified_at }) =>
      confidence === null ? null : `${confidence} ${verified_at?.toISOString()}`,
    );
    expect(said).toEqual([kept, null, null]);
  });

  it('delete an offer with its locations, and no other', async () => {
    await write(offer('s'), offer('t'), offer('s', 'ben'));
    await removeOffers(database.pool, ['ann'], ['s']);
    const { rows } = await database.pool.query<{ left: string }>(`
      SELECT 'row ' || seller_id || ' ' || sku AS left FROM offer_availability
      UNION SELECT 'place ' || seller_id || ' ' || sku FROM offer_location_availability ORDER BY 1`);
    expect(rows.map((row) => row.left)).toEqual(['place ann t', 'place ben s', 'row ann t', 'row ben s']);
  });

  it('lock rows until the transaction ends', async () => {
    await write(offer('s'), offer('t'));
    await inTransaction(database.pool, async (db) => {
      expect(await holdRows(db, ['ann'], ['s'])).toEqual([
        { seller_id: 'ann', sku: 's', version: 9, revision: 2 },
      ]);
      await database.pool.query(`SELECT FROM offer_availability WHERE sku = 't' FOR UPDATE NOWAIT`);
      await expect(
        database.pool.query(`SELECT FROM offer_availability WHERE sku = 's' FOR UPDATE NOWAIT`),
      ).rejects.toMatchObject({ code: '55P03' });
    });
  });

  it('read the epoch of the given partition, and keep it unchanged meanwhile', async () => {
    for (const [group, topic, partition, epoch] of [
      ['g', 't', 1, 5],
      ['h', 't', 1, 6],
      ['g', 'u', 1, 7],
      ['g', 't', 2, 8],
    ] as const) {
      await database.pool.query(`INSERT INTO consumer_position VALUES ($1, $2, $3, 0, $4, 'me', now())`, [
        group,
        topic,
        partition,
        epoch,
      ]);
    }
    await inTransaction(database.pool, async (db) => {
      expect(await readEpoch(db, { consumer_group: 'g', topic: 't', partition: 1 })).toBe(5);
      await expect(
        database.pool.query(`SELECT FROM consumer_position WHERE epoch = 5 FOR UPDATE NOWAIT`),
      ).rejects.toMatchObject({ code: '55P03' });
    });
    expect(await readEpoch(database.pool, { consumer_group: 'g', topic: 't', partition: 9 })).toBeUndefined();
  });
});

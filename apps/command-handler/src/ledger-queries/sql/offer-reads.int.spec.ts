import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LEDGER_COLUMNS } from '@stockproof/events';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import { readOfSeller } from '../../read-of-seller.js';
import { listOffers, readOfferBuckets, readOfferHead, readOfferHistory } from './offer-reads.js';

const AT = new Date('2026-06-19T18:00:00.000Z');
const never = { counted_at: null, late_since_count: 0, updated_at: AT };

describe('the statements that read one offer', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
    for (const [seller_id, sku] of [
      ['ann', 's'],
      ['ann', 't'],
      ['ben', 's'],
    ]) {
      await database.pool.query(
        `INSERT INTO inventory_stock_on_hand VALUES ($1, $2, 9007199254740991, 12, '\\xff', $3)`,
        [seller_id, sku, AT],
      );
      await database.pool.query(
        `INSERT INTO inventory_bucket VALUES ($1, $2, 'sellable', 'b', 2, NULL, $3), ($1, $2, 'sellable', 'a', 1, $3, $3), ($1, $2, 'damaged', 'z', 3, NULL, $3)`,
        [seller_id, sku, AT],
      );
      for (const version of [10, 9, 11])
        await database.pool.query(
          `INSERT INTO inventory_transaction (seller_id, event_id, sku, version, operation, status, quantity, requested_quantity, delta_quantity, to_bucket, to_location,
             event_time, accepted_at, schema_version, request_hash, source_topic, source_partition, source_offset, previous_digest, chain_digest)
           VALUES ($1, $2 || $3::text, $2::text, $3::int, 'I', 'accepted', 5, 5, 5, 'sellable', 'a', $4, $4, 2, decode(repeat('ab', 32), 'hex'), 't', 3, 7, decode(repeat('bc', 32), 'hex'), decode(repeat('cd', 32), 'hex'))`,
          [seller_id, sku, version, AT],
        );
    }
  });
  afterAll(() => database.drop());

  it('read the head of this offer, and none if there is no such offer', async () => {
    expect(await readOfferHead(database.pool, 'ann', 's')).toEqual({
      stock_on_hand: Number.MAX_SAFE_INTEGER,
      version: 12,
      chain_digest: Buffer.from([255]),
      updated_at: AT,
    });
    expect(await readOfferHead(database.pool, 'ben', 't')).toBeUndefined();
  });

  it('read the buckets of this offer by kind and location', async () => {
    expect(await readOfferBuckets(database.pool, 'ann', 's')).toEqual([
      { ...never, bucket_type: 'damaged', location_id: 'z', quantity: 3 },
      { ...never, bucket_type: 'sellable', location_id: 'a', quantity: 1, counted_at: AT },
      { ...never, bucket_type: 'sellable', location_id: 'b', quantity: 2 },
    ]);
    expect(await readOfferBuckets(database.pool, 'ben', 't')).toEqual([]);
  });

  type Late = readonly [operation: string, status: string, minutes: number, location: string];
  it.each<[string, readonly Late[], number]>([
    ['no movement', [['S', 'accepted', 0, 'a']], 0],
    [
      'one applied and one absorbed',
      [
        ['S', 'accepted', 0, 'a'],
        ['D', 'accepted_late', -1, 'a'],
        ['D', 'absorbed', -2, 'a'],
      ],
      2,
    ],
    [
      'one of another place',
      [
        ['S', 'accepted', 0, 'a'],
        ['D', 'accepted_late', -1, 'b'],
      ],
      0,
    ],
    [
      'one before the last count',
      [
        ['S', 'accepted', -5, 'a'],
        ['D', 'accepted_late', -9, 'a'],
        ['C', 'accepted_short', 0, 'a'],
      ],
      0,
    ],
    [
      'one before a count that was superseded',
      [
        ['S', 'accepted', 0, 'a'],
        ['D', 'accepted_late', -9, 'a'],
        ['S', 'superseded', -5, 'a'],
      ],
      1,
    ],
  ])('count what is late against the last count of a bucket: %s', async (name, rows, late) => {
    await database.pool.query(`INSERT INTO inventory_bucket VALUES ('eve', $1, 'sellable', 'a', 1, $2, $2)`, [
      name,
      AT,
    ]);
    for (const [index, [operation, status, minutes, location]] of rows.entries())
      await database.pool.query(
        `INSERT INTO inventory_transaction (seller_id, event_id, sku, version, operation, status, quantity, requested_quantity, delta_quantity, from_bucket, from_location,
           event_time, accepted_at, schema_version, request_hash, source_topic, source_partition, source_offset, previous_digest, chain_digest)
         VALUES ('eve', $1::text || $2::text, $1, $2::int, $3, $4, 0, 5, 0, 'sellable', $5, $6::timestamptz + make_interval(mins => $7), $6::timestamptz + make_interval(hours => 1),
           3, decode(repeat('ab', 32), 'hex'), 't', 3, 7, decode(repeat('bc', 32), 'hex'), decode(repeat('cd', 32), 'hex'))`,
        [name, index + 1, operation, status, location, AT, minutes],
      );
    expect(await readOfferBuckets(database.pool, 'eve', name)).toMatchObject([
      { counted_at: AT, late_since_count: late },
    ]);
  });

  it('read the rows of this offer after a version, in version order, up to the limit', async () => {
    const versions = async (after: number, limit: number) =>
      (await readOfferHistory(database.pool, 'ann', 's', after, limit)).map(({ version }) => version);
    expect([
      await versions(0, 9),
      await versions(0, 2),
      await versions(10, 9),
      await versions(11, 9),
    ]).toEqual([[9, 10, 11], [9, 10], [11], []]);
  });

  it.each<[string, string, string, string, number, string]>([
    // seller, how it begins, after, limit; SKUs
    ['all of a seller', 'cat', '', '', 9, 'B a ab ab% ac'],
    ['a page', 'cat', '', 'a', 2, 'ab ab%'],
    ['those that begin so', 'cat', 'ab', '', 9, 'ab ab%'],
    ['after one that begins so', 'cat', 'ab', 'ab', 9, 'ab%'],
    ['a sign of a pattern is a letter', 'cat', 'a%', '', 9, ''],
    ['after the last', 'cat', '', 'ac', 9, ''],
    ['of nobody', 'dan', '', '', 9, ''],
  ])('list the offers of a seller: %s', async (_what, seller, prefix, after, limit, expected) => {
    for (const sku of ['a', 'ab', 'ab%', 'ac', 'B'])
      await database.pool.query(
        `INSERT INTO inventory_stock_on_hand VALUES ('cat', $1, 5, 1, '\\xff', $2) ON CONFLICT DO NOTHING`,
        [sku, AT],
      );
    const found = await listOffers(database.pool, seller, prefix, after, limit);
    expect(found.map(({ sku }) => sku).join(' ')).toBe(expected);
    for (const one of found)
      expect(one).toMatchObject({ seller_id: 'cat', stock_on_hand: 5, version: 1, updated_at: AT });
  });

  it('read every column of a row', async () => {
    const [row] = await readOfferHistory(database.pool, 'ann', 's', 10, 1);
    expect(Object.keys(row ?? {})).toEqual(LEDGER_COLUMNS.map(({ name }) => name));
    expect(row).toMatchObject({
      event_id: 's11',
      quantity: 5,
      from_bucket: null,
      event_time: AT,
      schema_version: 2,
      request_hash: Buffer.alloc(32, 'ab', 'hex'),
      source_offset: 7,
      traceparent: null,
      chain_digest: Buffer.alloc(32, 'cd', 'hex'),
    });
  });

  it('see no row of another seller than the one that they run for', async () => {
    const asBen = await readOfSeller(database.pool, 'ben', async (db) => [
      await readOfferHead(db, 'ann', 's'),
      await readOfferBuckets(db, 'ann', 's'),
      await readOfferHistory(db, 'ann', 's', 0, 9),
      await listOffers(db, 'ann', '', '', 9),
    ]);
    expect(asBen).toEqual([undefined, [], [], []]);
  });
});

import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { StockRepairV1 } from '@stockproof/events';
import { inTransaction } from '@stockproof/postgres';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import {
  insertBuckets,
  lockStreamHead,
  readNewestRow,
  removeBuckets,
  setStreamHead,
} from './stock-tables.js';

const AT = new Date('2026-06-19T18:00:00.000Z');
const DIGEST = 'cd'.repeat(32);
const REPAIR: StockRepairV1 = {
  schema_version: 1,
  type: 'repair',
  recovery_id: 'rec',
  repair_id: 'r.1',
  seller_id: 'ann',
  sku: 's',
  version: 2,
  chain_digest: DIGEST,
  stock_on_hand: 10,
  buckets: [
    { bucket_type: 'reserved', location_id: 'a', quantity: 3, counted_at: null },
    { bucket_type: 'sellable', location_id: 'a', quantity: 7, counted_at: AT.toISOString() },
  ],
};

describe('the statements that repair head and buckets of an offer', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
    for (const [seller_id, sku, version, digest] of [
      ['ann', 's', 1, 'ab'],
      ['ann', 's', 2, 'cd'],
      ['ann', 't', 3, 'ef'],
      ['ben', 's', 4, 'ef'],
    ] as const)
      await database.pool.query(
        `INSERT INTO inventory_transaction (seller_id, event_id, sku, version, operation, status, quantity, requested_quantity, delta_quantity, to_bucket, to_location,
           event_time, accepted_at, schema_version, request_hash, source_topic, source_partition, source_offset, previous_digest, chain_digest)
         VALUES ($1, $2 || '.' || $3::text, $2::text, $3::int, 'I', 'accepted', 5, 5, 5, 'sellable', 'a', now(), $4::timestamptz + make_interval(secs => $3::int), 2,
           decode(repeat('ab', 32), 'hex'), 't', 0, 0, decode(repeat('ab', 32), 'hex'), decode(repeat($5, 32), 'hex'))`,
        [seller_id, sku, version, AT, digest],
      );
  });
  afterAll(() => database.drop());
  beforeEach(() => database.pool.query('TRUNCATE inventory_stock_on_hand, inventory_bucket'));
  const heads = async () =>
    (
      await database.pool.query(
        `SELECT seller_id, sku, stock_on_hand, version, encode(chain_digest, 'hex') AS chain_digest, updated_at FROM inventory_stock_on_hand ORDER BY seller_id, sku`,
      )
    ).rows;
  const buckets = async () =>
    (await database.pool.query('SELECT * FROM inventory_bucket ORDER BY seller_id, sku, bucket_type')).rows;

  it('read the newest row of an offer’s history, and of no other offer', async () => {
    expect(await readNewestRow(database.pool, 'ann', 's')).toEqual({
      version: 2,
      chain_digest: DIGEST,
      accepted_at: new Date(AT.getTime() + 2_000),
    });
    expect(await readNewestRow(database.pool, 'ann', 'none')).toBeUndefined();
  });

  it('insert a missing head and overwrite an existing one, of this offer only', async () => {
    const set = (change: Partial<StockRepairV1> = {}) =>
      setStreamHead(database.pool, { ...REPAIR, ...change }, AT);
    await set();
    const head = {
      seller_id: 'ann',
      sku: 's',
      stock_on_hand: 10,
      version: 2,
      chain_digest: DIGEST,
      updated_at: AT,
    };
    expect(await heads()).toEqual([head]);
    await set({ seller_id: 'ben' });
    await set({ stock_on_hand: 4, version: 1, chain_digest: 'ef'.repeat(32) });
    expect(await heads()).toEqual([
      { ...head, stock_on_hand: 4, version: 1, chain_digest: 'ef'.repeat(32) },
      { ...head, seller_id: 'ben' },
    ]);
  });

  it('lock the head of an offer until the transaction ends, and no other', async () => {
    for (const seller_id of ['ann', 'ben']) await setStreamHead(database.pool, { ...REPAIR, seller_id }, AT);
    await inTransaction(database.pool, async (db) => {
      await lockStreamHead(db, 'ann', 's');
      await lockStreamHead(db, 'ann', 'none');
      const free = await database.pool.query(
        'SELECT seller_id FROM inventory_stock_on_hand FOR UPDATE SKIP LOCKED',
      );
      expect(free.rows).toEqual([{ seller_id: 'ben' }]);
    });
  });

  it('insert the buckets of an offer from the repair', async () => {
    await insertBuckets(database.pool, REPAIR, AT);
    await insertBuckets(database.pool, { ...REPAIR, buckets: [] }, AT);
    const bucket = { seller_id: 'ann', sku: 's', location_id: 'a', updated_at: AT };
    expect(await buckets()).toEqual([
      { ...bucket, bucket_type: 'reserved', quantity: 3, counted_at: null },
      { ...bucket, bucket_type: 'sellable', quantity: 7, counted_at: AT },
    ]);
    await expect(insertBuckets(database.pool, REPAIR, AT)).rejects.toMatchObject({ code: '23505' });
  });

  it('delete all buckets of an offer, and of no other', async () => {
    for (const [seller_id, sku] of [
      ['ann', 's'],
      ['ann', 't'],
      ['ben', 's'],
    ] as const)
      await insertBuckets(database.pool, { ...REPAIR, seller_id, sku, buckets: REPAIR.buckets.slice(1) }, AT);
    await removeBuckets(database.pool, 'ann', 's');
    expect((await buckets()).map(({ seller_id, sku }) => `${seller_id} ${sku}`)).toEqual(['ann t', 'ben s']);
  });
});

import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LATER_MOVEMENTS } from '@stockproof/bounds';
import { offerKey } from '@stockproof/events';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { anUpdate } from '@stockproof/testing/kit';
import { migrations } from '../../migrations/index.js';
import type { UpdateDelivery } from '../../decode/delivery.js';
import { readLaterRows, readMovementsSince } from './later-movements.js';

type Row = readonly [operation: string, event_ms: number, accepted_ms: number, quantity: number];

const count = (event_time_ms: number, sku: string, operation: 'S' | 'I' = 'S') =>
  ({ update: anUpdate({ seller_id: 'ann', sku, operation, event_time_ms }) }) as UpdateDelivery;

describe('the statement that reads what happened after a count', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
  });
  let sku = '';
  let other = '';
  beforeEach(() => {
    [sku, other] = [randomUUID(), randomUUID()];
  });
  afterAll(() => database.drop());

  async function insert(rows: readonly Row[], of_sku = sku): Promise<void> {
    for (const [at, [operation, event_ms, accepted_ms, quantity]] of rows.entries())
      await database.pool.query(
        `INSERT INTO inventory_transaction (seller_id, event_id, sku, version, operation, status, quantity, requested_quantity, delta_quantity, to_bucket, to_location,
           event_time, accepted_at, schema_version, request_hash, source_topic, source_partition, source_offset, previous_digest, chain_digest)
         VALUES ('ann', $1 || '-' || $2::text, $1::text, $2::int, $3, CASE WHEN $4::bigint = 0 THEN 'absorbed' ELSE 'accepted' END, $4, greatest($4, 1), $4, 'sellable', 'a', $5, $6, 3, decode(repeat('ab', 32), 'hex'), 't', 3, 7, decode(repeat('bc', 32), 'hex'), decode(repeat('cd', 32), 'hex'))`,
        [of_sku, at + 1, operation, quantity, new Date(event_ms), new Date(accepted_ms)],
      );
  }

  it.each<[string, Row, boolean]>([
    ['that happened later', ['D', 11, 20, 1], true],
    ['of the same moment', ['D', 10, 20, 1], false],
    ['that happened before and was accepted later', ['D', 9, 20, 1], false],
    ['of a clock that is fast', ['D', 30, 9, 1], false],
    ['of an order, whatever it is stamped with', ['R', 9, 11, 1], true],
    ['of an order from before', ['U', 11, 10, 1], false],
    ['that is a count', ['S', 11, 20, 1], false],
    ['without effect', ['I', 11, 20, 0], false],
  ])('reads a row %s, or not', async (_what, row, is_read) => {
    await insert([row]);
    const [operation, event_time_ms, accepted_at_ms, quantity] = row;
    const found = await readLaterRows(database.pool, [count(10, sku)]);
    expect(found.get(offerKey('ann', sku))).toEqual(
      is_read
        ? [
            {
              ...{ operation, event_time_ms, accepted_at_ms, quantity },
              ...{ from_bucket: null, from_location: null, to_bucket: 'sellable', to_location: 'a' },
            },
          ]
        : undefined,
    );
  });

  it('reads after the earliest count of an offer, and nothing of offers that are not counted', async () => {
    await insert([['I', 5, 20, 1]]);
    await insert([['I', 5, 20, 1]], other);
    const found = await readLaterRows(database.pool, [count(9, sku), count(4, sku), count(4, other, 'I')]);
    expect([...found.keys()]).toEqual([offerKey('ann', sku)]);
    expect(await readLaterRows(database.pool, [count(4, other, 'I')])).toEqual(new Map());
  });

  it('reads all that moved, where no time is said', async () => {
    await insert([
      ['I', 0, 20, 1],
      ['D', -1, 30, 1],
      ['S', 5, 40, 1],
    ]);
    const found = await readMovementsSince(database.pool, [{ seller_id: 'ann', sku, since: '-infinity' }]);
    expect([...found.values()].flat().map(({ operation }) => operation)).toEqual(['I', 'D']);
  });

  it('reads the newest ones, and one more than a count can keep', async () => {
    await insert(Array.from({ length: LATER_MOVEMENTS + 3 }, (_one, at): Row => ['I', 100 + at, 9_000, 1]));
    const [rows] = (await readLaterRows(database.pool, [count(10, sku)])).values();
    expect(rows).toHaveLength(LATER_MOVEMENTS + 1);
    expect(Math.min(...(rows ?? []).map(({ event_time_ms }) => event_time_ms))).toBe(102);
  });
});

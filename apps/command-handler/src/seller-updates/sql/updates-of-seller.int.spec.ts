import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { partOf } from '@stockproof/testing/kit';
import type { Queryable } from '@stockproof/postgres';
import { migrations } from '../../migrations/index.js';
import { readOfSeller } from '../../read-of-seller.js';
import { decidedHorizon } from '../follow-seller.js';
import { LAST_PLACE, placeBefore, encodePlace, readPlace, type UpdatePlace } from '../place.js';
import { UPDATE_STATUSES, type UpdateStatus } from '../statuses.js';
import { followUpdates, listUpdates, type UpdateFilter, type UpdateRow } from './updates-of-seller.js';

const HASH = `decode(repeat('ab', 32), 'hex')`;
const at = (second: number): Date => new Date(Date.UTC(2026, 5, 19, 18, 0, second));
const EPOCH = new Date(0);
const filter = (change: Partial<UpdateFilter> = {}): UpdateFilter => ({
  ...{ seller_id: 'ann', status: null, sku: null, commands_topic: 'commands' },
  ...change,
});
const named = (rows: readonly UpdateRow[]): string[] =>
  rows.map(({ event_id, status }) => `${event_id} ${status}`);

describe('the outcomes of a seller', () => {
  let database: TestDatabase;
  const ledger = (
    seller_id: string,
    event_id: string,
    second: number,
    offset: number,
    { sku = 's', operation = 'I', status = 'accepted' } = {},
  ) =>
    database.pool.query(
      `INSERT INTO inventory_transaction (seller_id, event_id, sku, version, operation, status, quantity, requested_quantity, delta_quantity, to_bucket, to_location,
         event_time, accepted_at, schema_version, request_hash, source_topic, source_partition, source_offset, previous_digest, chain_digest)
       VALUES ($1, $2, $3, $5, $6, $7, 5, 5, 5, 'sellable', 'a', $4, $4, 2, ${HASH}, 'updates', 1, $5, ${HASH}, ${HASH})`,
      [seller_id, event_id, sku, at(second), offset, operation, status],
    );
  const rejection = (event_id: string, second: number, operation = 'D') =>
    database.pool.query(
      `INSERT INTO inventory_rejection (seller_id, event_id, sku, operation, quantity, reason, facts, event_time, rejected_at, request_hash, source_topic, source_partition, source_offset, decided_on_version)
       VALUES ('ann', $1, 't', $3, 9, 'insufficient_stock', '{"available":2}', $2, $2, ${HASH}, 'updates', 0, $4, 1)`,
      [event_id, at(second), operation, second],
    );

  beforeAll(async () => {
    database = await testDatabase(migrations);
    await ledger('ann', 'one', 1, 1);
    await ledger('ann', 'two', 2, 2);
    // Decided in the same transaction, so at the same time.
    await ledger('ann', 'three', 2, 3);
    await ledger('ann', 'late count', 3, 4, { operation: 'S', status: 'superseded' });
    await ledger('ann', 'of a saga', 4, 5, { operation: 'R' });
    await ledger('ben', 'of ben', 5, 6);
    await rejection('too many', 6);
    await rejection('of a saga too', 6, 'F');
    await database.pool.query(
      `INSERT INTO quarantine (source_topic, source_partition, source_offset, reason, detail, assignee, seller_id, event_id, sku, message_headers, quarantined_at, held)
       VALUES ('updates', 0, 70, 'invalid', 'd', 'a', 'ann', 'odd', 's', '{}', $1, 'whole'), ('commands', 0, 70, 'invalid', 'd', 'a', 'ann', 'odd command', 's', '{}', $1, 'whole')`,
      [at(7)],
    );
    await database.pool.query(
      `INSERT INTO inventory_conflict (source_topic, source_partition, source_offset, seller_id, event_id, request_hash, message_value, seen_at)
       VALUES ('updates', 0, 80, 'ann', 'one', ${HASH}, 'x', $1), ('commands', 0, 80, 'ann', 'two', ${HASH}, 'x', $1)`,
      [at(8)],
    );
    await database.pool.query(
      `INSERT INTO inventory_redelivery (seller_id, event_id, source_kind, duplicates, conflicts, updated_at)
       VALUES ('ann', 'two', 'seller', 3, 0, $1), ('ann', 'too many', 'seller', 1, 0, $1), ('ann', 'of a saga', 'order', 3, 0, $1), ('ann', 'one', 'seller', 0, 1, $1)`,
      [at(9)],
    );
  });
  afterAll(() => database.drop());

  const ALL = [
    'two duplicate',
    'too many duplicate',
    'one conflict',
    'odd quarantined',
    'too many rejected',
    'late count superseded',
    'three accepted',
    'two accepted',
    'one accepted',
  ];

  it.each<[string, Partial<UpdateFilter>, readonly string[]]>([
    ['all of the seller, and nothing of sagas or of others', {}, ALL],
    ...UPDATE_STATUSES.map((status): [string, Partial<UpdateFilter>, readonly string[]] => [
      status,
      { status },
      ALL.filter((name) => name.endsWith(status)),
    ]),
    [
      'a SKU, by the first outcome of an id where there is no other',
      { sku: 't' },
      ['too many duplicate', 'too many rejected'],
    ],
    ['a SKU that nobody has', { sku: 'x' }, []],
    ['another seller', { seller_id: 'ben' }, ['of ben accepted']],
  ])('are listed newest first: %s', async (_what, change, expected) => {
    expect(named(await listUpdates(database.pool, filter(change), LAST_PLACE, EPOCH, 99))).toEqual(expected);
  });

  it('are told with what each status has', async () => {
    const of = async (status: UpdateStatus) =>
      (await listUpdates(database.pool, filter({ status }), LAST_PLACE, EPOCH, 1))[0];
    expect(await of('rejected')).toMatchObject({
      ...{ sku: 't', operation: 'D', quantity: 9, version: null, reason: 'insufficient_stock' },
      ...{ facts: { available: 2 }, event_time: at(6), at: at(6) },
    });
    expect(await of('accepted')).toMatchObject({ sku: 's', version: 3, reason: null, facts: null });
    expect(await of('conflict')).toMatchObject({ sku: 's', operation: null, event_time: null });
    expect(await of('duplicate')).toMatchObject({ sku: 's', duplicates: 3, quantity: null });
  });

  it.each([1, 2, 3, 4])('are the same in pages of %p, each once, in both directions', async (limit) => {
    const found: string[] = [];
    let place: UpdatePlace = LAST_PLACE;
    for (;;) {
      const rows = await listUpdates(database.pool, filter(), place, EPOCH, limit);
      found.push(...named(rows));
      const last = rows.at(-1);
      if (last === undefined) break;
      // As a caller gives it back.
      place = readPlace(encodePlace(last), 'after');
    }
    expect(found).toEqual(ALL);
    const followed: string[] = [];
    place = placeBefore(EPOCH);
    for (;;) {
      const rows = await followUpdates(database.pool, filter(), place, at(60), limit);
      followed.push(...named(rows));
      const last = rows.at(-1);
      if (last === undefined) break;
      place = readPlace(encodePlace(last), 'after');
    }
    expect(followed).toEqual(ALL.toReversed());
  });

  it('are those since a time, and those before a time', async () => {
    const since = await listUpdates(database.pool, filter(), LAST_PLACE, at(6), 99);
    expect(named(since)).toEqual(ALL.slice(0, 5));
    const until = await followUpdates(database.pool, filter(), placeBefore(at(2)), at(6), 99);
    expect(named(until)).toEqual(['two accepted', 'three accepted', 'late count superseded']);
  });

  it('are one seller’s alone by row-level security, whatever the statement asks for', async () => {
    const as = (seller_id: string) =>
      readOfSeller(database.pool, 'ben', (db) =>
        listUpdates(db, filter({ seller_id }), LAST_PLACE, EPOCH, 99),
      );
    expect([named(await as('ben')), named(await as('ann'))]).toEqual([['of ben accepted'], []]);
    const own = await readOfSeller(database.pool, 'ann', (db) =>
      listUpdates(db, filter(), LAST_PLACE, EPOCH, 99),
    );
    expect(named(own)).toEqual(ALL);
    const value = readOfSeller(database.pool, 'ann', (db) =>
      db.query('SELECT message_value FROM inventory_conflict'),
    );
    await expect(value).rejects.toMatchObject({ code: '42501' });
  });

  it('are not followed beyond a transaction that still writes', async () => {
    const before = await decidedHorizon(database.pool);
    const writer = await database.pool.connect();
    try {
      await writer.query('BEGIN');
      await writer.query(`UPDATE inventory_redelivery SET duplicates = 4 WHERE event_id = 'two'`);
      const { rows } = await writer.query<{ now: Date }>('SELECT now()');
      const begun_ms = rows[0]?.now.getTime() ?? 0;
      await writer.query('SELECT pg_sleep(0.01)');
      const held = await decidedHorizon(database.pool);
      expect(held.getTime() <= begun_ms - 1_000).toBe(true);
      expect(held.getTime() >= before.getTime()).toBe(true);
      await writer.query('ROLLBACK');
      expect((await decidedHorizon(database.pool)).getTime() > begun_ms - 1_000).toBe(true);
    } finally {
      writer.release();
    }
  });

  it('are read by the indexes, under the security of the rows, in a large table', async () => {
    await database.pool.query(
      `INSERT INTO inventory_transaction (seller_id, event_id, sku, version, operation, status, quantity, requested_quantity, delta_quantity, to_bucket, to_location,
         event_time, accepted_at, schema_version, request_hash, source_topic, source_partition, source_offset, previous_digest, chain_digest)
       SELECT 'cat', 'c' || n, 's' || n, 1, 'I', 'accepted', 5, 5, 5, 'sellable', 'a', now(), now() + n * interval '1 ms', 2, ${HASH}, 'updates', 1, n, ${HASH}, ${HASH}
       FROM generate_series(1, 20000) AS n`,
    );
    await database.pool.query('ANALYZE inventory_transaction');
    const plans: string[] = [];
    for (const status of [null, 'accepted', 'superseded', 'absorbed'] as const) {
      await readOfSeller(database.pool, 'cat', async (db) => {
        const explained = {
          query: async ({ text, values }: { text: string; values: unknown[] }) => {
            const { rows } = await db.query<{ 'QUERY PLAN': string }>({ text: `EXPLAIN ${text}`, values });
            plans.push(rows.map((row) => row['QUERY PLAN']).join('\n'));
            return { rows: [] };
          },
        };
        await listUpdates(
          partOf<Queryable>(explained),
          filter({ seller_id: 'cat', status }),
          LAST_PLACE,
          EPOCH,
          100,
        );
      });
    }
    expect(plans).toEqual([
      expect.stringContaining('inventory_transaction_by_seller'),
      expect.stringContaining('inventory_transaction_by_seller'),
      expect.stringContaining('inventory_transaction_by_status'),
      expect.stringContaining('inventory_transaction_by_status'),
    ]);
    for (const plan of plans) expect(plan).not.toContain('Seq Scan on inventory_transaction');
  });
});

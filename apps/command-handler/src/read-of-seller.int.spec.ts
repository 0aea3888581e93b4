import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { inTransaction, type Queryable } from '@stockproof/postgres';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from './migrations/index.js';
import { readOfSeller } from './read-of-seller.js';

const TABLES = [
  'inventory_transaction',
  'inventory_stock_on_hand',
  'inventory_bucket',
  'inventory_rejection',
  'quarantine',
  'inventory_redelivery',
];
const HASH = `decode(repeat('ab', 32), 'hex')`;

describe('reads for one seller', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
    for (const seller of ['ann', 'ben']) {
      await database.pool.query(
        `INSERT INTO inventory_transaction (seller_id, event_id, sku, version, operation, status, quantity, requested_quantity, delta_quantity, to_bucket, to_location,
           event_time, accepted_at, schema_version, request_hash, source_topic, source_partition, source_offset, previous_digest, chain_digest)
         VALUES ($1, 'e', 's', 1, 'I', 'accepted', 5, 5, 5, 'sellable', 'default', now(), now(), 2, ${HASH}, 't', 0, 0, ${HASH}, ${HASH})`,
        [seller],
      );
      await database.pool.query(
        `INSERT INTO inventory_stock_on_hand VALUES ($1, 's', 5, 1, ${HASH}, now())`,
        [seller],
      );
      await database.pool.query(
        `INSERT INTO inventory_bucket VALUES ($1, 's', 'sellable', 'default', 5, NULL, now())`,
        [seller],
      );
      await database.pool.query(`INSERT INTO inventory_redelivery VALUES ($1, 'e', 3, 1, now())`, [seller]);
      await database.pool.query(
        `INSERT INTO inventory_rejection VALUES ($1, 'r', 's', 'D', 9, 'insufficient_stock', '{}', now(), now(), ${HASH}, 't', 0, 1)`,
        [seller],
      );
      await database.pool.query(
        `INSERT INTO quarantine (source_topic, source_partition, source_offset, reason, detail, assignee, seller_id, message_headers, quarantined_at)
         VALUES ('t', 0, $2, 'unreadable', '', 'nobody', $1, '{}', now())`,
        [seller, seller === 'ann' ? 1 : 2],
      );
    }
  });
  afterAll(() => database.drop());

  const all = async (db: Queryable, table: string): Promise<unknown[]> =>
    (await db.query(`SELECT seller_id FROM ${table}`)).rows;

  it.each(TABLES)(
    'return only that seller’s rows from %s, even if the query has no condition on the seller',
    async (table) => {
      const everybody = await all(database.pool, table);
      const anns = await readOfSeller(database.pool, 'ann', (db) => all(db, table));
      expect([everybody, anns]).toEqual([
        [{ seller_id: 'ann' }, { seller_id: 'ben' }],
        [{ seller_id: 'ann' }],
      ]);
    },
  );

  it.each(TABLES)(
    'return nothing from %s if no seller is set, also after another transaction',
    async (table) => {
      const asReader = (seller_id: string | null): Promise<unknown[]> =>
        inTransaction(database.pool, async (db) => {
          await db.query('SET LOCAL ROLE seller_reader');
          if (seller_id !== null)
            await db.query(`SELECT set_config('stockproof.seller_id', $1, true)`, [seller_id]);
          return all(db, table);
        });
      for (const seller_id of [null, '', 'ann%', `ann' OR true --`])
        expect([seller_id, await asReader(seller_id)]).toEqual([seller_id, []]);
      await readOfSeller(database.pool, 'ann', (db) => all(db, table));
      expect(await asReader(null)).toEqual([]);
    },
  );

  it('have their role and seller until the end of the transaction only', async () => {
    await readOfSeller(database.pool, 'ann', (db) => all(db, 'inventory_bucket'));
    const db = await database.pool.connect();
    const { rows } = await db.query(
      `SELECT current_user = session_user AS itself, coalesce(current_setting('stockproof.seller_id', true), '') AS seller`,
    );
    db.release();
    expect(rows).toEqual([{ itself: true, seller: '' }]);
  });

  it.each(TABLES)('cannot write to %s', async (table) => {
    for (const sql of [
      `DELETE FROM ${table}`,
      `UPDATE ${table} SET seller_id = 'ann'`,
      `INSERT INTO ${table} (seller_id) VALUES ('ann')`,
    ]) {
      await expect(readOfSeller(database.pool, 'ann', (db) => db.query(sql))).rejects.toMatchObject({
        code: '25006',
      });
      const asReader = inTransaction(database.pool, async (db) => {
        await db.query('SET LOCAL ROLE seller_reader');
        return db.query(sql);
      });
      await expect(asReader).rejects.toMatchObject({ code: '42501' });
    }
  });

  it.each(['outbox', 'accounting', 'consumer_position', 'debezium_signal'])(
    'cannot read %s',
    async (table) => {
      await expect(
        readOfSeller(database.pool, 'ann', (db) => db.query(`SELECT FROM ${table}`)),
      ).rejects.toMatchObject({ code: '42501' });
    },
  );

  it('do not restrict roles that work for all sellers', async () => {
    for (const role of ['command_handler', 'debezium', 'auditor']) {
      const seen = inTransaction(database.pool, async (db) => {
        await db.query(`SET LOCAL ROLE ${role}`);
        return all(db, 'inventory_transaction');
      });
      expect([role, await seen]).toEqual([role, [{ seller_id: 'ann' }, { seller_id: 'ben' }]]);
    }
  });
});

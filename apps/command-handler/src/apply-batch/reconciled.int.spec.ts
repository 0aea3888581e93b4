import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type InventoryUpdate, requestHash } from '@stockproof/events';
import { HeldShard } from '@stockproof/postgres';
import { ledgerChecks } from '@stockproof/verification';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { anUpdate } from '@stockproof/testing/kit';
import { splitBatch } from './split-batch.js';
import { ShardSession } from './session.js';
import { migrations } from '../migrations/index.js';

const TOPIC = 'inventory.updates.v1';
const FIRST_MS = Date.parse('2026-06-19T18:23:11Z');
/** What names the offer, and how its event was traced: that is not of the row's content. */
const NOT_CONTENT = ['seller_id', 'sku', 'traceparent'];
/** A superuser could take every constraint away. */
const NO_RULES = `
  DO $$ DECLARE rule name; BEGIN
    FOR rule IN SELECT conname FROM pg_constraint WHERE conrelid = 'inventory_transaction'::regclass ORDER BY contype <> 'p' LOOP
      EXECUTE format('ALTER TABLE inventory_transaction DROP CONSTRAINT %I', rule);
    END LOOP;
    DROP INDEX inventory_transaction_by_event;
  END $$`;

describe('the checks of reconciliation on what the command handler wrote', () => {
  let database: TestDatabase;
  let offset = 0;
  beforeAll(async () => {
    database = await testDatabase(migrations);
    await apply('sound', 3);
  });
  afterAll(() => database.drop());

  /** Five rows of one offer, written by the command handler: two locations, a count, a movement, an issue. */
  async function apply(sku: string, times = 1): Promise<void> {
    const { pool } = database;
    const session = new ShardSession(
      await HeldShard.claim(pool, { consumer_group: 'g', partition: 0, topics: [TOPIC] }, 'me'),
    );
    const update = (
      operation: 'I' | 'D' | 'S' | 'M',
      quantity: number,
      more: Partial<InventoryUpdate> = {},
    ) => {
      const made = anUpdate({
        event_id: `e${offset}`,
        sku,
        operation,
        quantity,
        event_time_ms: FIRST_MS + offset,
        reason: 'moved',
        reference: 'order 7',
        ...more,
      });
      return {
        kind: 'update' as const,
        update: made,
        request_hash: requestHash(made),
        correlation_id: 'asked',
        causation_id: 'because',
        traceparent: null,
        value: Buffer.from(''),
        source_topic: TOPIC,
        source_partition: 0,
        source_offset: offset++,
      };
    };
    const rows = Array.from({ length: times }, () => [
      update('I', 100),
      update('I', 40, { location_id: 'north' }),
      update('S', 90),
      update('M', 5, { to_bucket_type: 'damaged', to_location_id: 'default' }),
      update('D', 10),
    ]).flat();
    const context = {
      pool,
      topics: { rejections_topic: 'r', command_outcomes_topic: 'o', dead_letters_topic: 'd' },
      now_ms: Date.now,
      onRetry: () => undefined,
    };
    await splitBatch(context, session, rows);
  }

  /** What the checks say of an offer that was tampered with: each that fails, and from which version on. Nothing of it stays. */
  async function findings(sku: string, tampering: string): Promise<Record<string, number | null>> {
    const client = await database.pool.connect();
    try {
      await client.query('BEGIN; SET LOCAL session_replication_role = replica');
      await client.query(NO_RULES);
      await client.query(tampering.replaceAll('{offer}', `seller_id = 'm' AND sku = '${sku}'`));
      const [whole, some] = [
        await ledgerChecks(client, 'all', 1),
        await ledgerChecks(
          client,
          [
            { seller_id: 'm', sku },
            { seller_id: 'm', sku: 'sound' },
          ],
          1,
        ),
      ];
      expect(some).toEqual(whole);
      const found = whole.flatMap(({ name, counterexamples }) =>
        counterexamples.map((one) => ({ name, ...one })),
      );
      expect(found.filter((one) => one.sku !== sku)).toEqual([]);
      return Object.fromEntries(
        found.map(({ name, first_differing_version }) => [name, first_differing_version]),
      );
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  }

  it.each<[string, string, Record<string, number | null>]>([
    ['nothing', 'SELECT 1', {}],
    [
      'the first row removed',
      'DELETE FROM inventory_transaction WHERE {offer} AND version = 1',
      {
        versions_contiguous: 1,
        digest_chain_holds: 2,
        stock_on_hand_matches_transactions: null,
        buckets_match_movements: null,
        sellable_quantity_non_negative: 3,
      },
    ],
    [
      'a row in the middle removed',
      'DELETE FROM inventory_transaction WHERE {offer} AND version = 2',
      {
        versions_contiguous: 2,
        digest_chain_holds: 3,
        stock_on_hand_matches_transactions: null,
        buckets_match_movements: null,
      },
    ],
    [
      'the last row removed',
      'DELETE FROM inventory_transaction WHERE {offer} AND version = 5',
      {
        versions_contiguous: 5,
        digest_chain_holds: 5,
        stock_on_hand_matches_transactions: null,
        buckets_match_movements: null,
      },
    ],
    [
      'every row removed',
      'DELETE FROM inventory_transaction WHERE {offer}',
      {
        versions_contiguous: 1,
        digest_chain_holds: 5,
        stock_on_hand_matches_transactions: null,
        buckets_match_movements: null,
      },
    ],
    [
      'the head removed',
      'DELETE FROM inventory_stock_on_hand WHERE {offer}',
      { versions_contiguous: 6, stock_on_hand_matches_transactions: null },
    ],
    [
      'a head too far',
      'UPDATE inventory_stock_on_hand SET version = 6 WHERE {offer}',
      { versions_contiguous: 6, digest_chain_holds: 6 },
    ],
    [
      'a head that lags',
      'UPDATE inventory_stock_on_hand SET version = 4 WHERE {offer}',
      { versions_contiguous: 5, digest_chain_holds: 4 },
    ],
    [
      'a head of another digest',
      `UPDATE inventory_stock_on_hand SET chain_digest = decode(repeat('ab', 32), 'hex') WHERE {offer}`,
      { digest_chain_holds: 5 },
    ],
    [
      'a row moved behind the last',
      'UPDATE inventory_transaction SET version = 6 WHERE {offer} AND version = 2',
      { versions_contiguous: 2, digest_chain_holds: 3 },
    ],
    [
      'two rows changed over',
      'UPDATE inventory_transaction SET version = 9 - version WHERE {offer} AND version IN (4, 5)',
      { digest_chain_holds: 4 },
    ],
    [
      'a first row that follows one',
      `UPDATE inventory_transaction SET previous_digest = decode(repeat('ab', 32), 'hex') WHERE {offer} AND version = 1`,
      { digest_chain_holds: 1 },
    ],
    [
      'a total',
      'UPDATE inventory_stock_on_hand SET stock_on_hand = stock_on_hand + 1 WHERE {offer}',
      { stock_on_hand_matches_transactions: null },
    ],
    [
      'a bucket',
      `UPDATE inventory_bucket SET quantity = quantity + 1 WHERE {offer} AND bucket_type = 'damaged'`,
      { buckets_match_movements: null },
    ],
    [
      'a bucket removed',
      `DELETE FROM inventory_bucket WHERE {offer} AND bucket_type = 'damaged'`,
      { buckets_match_movements: null },
    ],
    [
      'the time of a count',
      `UPDATE inventory_bucket SET counted_at = counted_at + interval '1 microsecond' WHERE {offer}`,
      { buckets_match_movements: null },
    ],
  ])('find %s', async (what, tampering, expected) => {
    const sku = what.replaceAll(' ', '-');
    await apply(sku);
    expect(await findings(sku, tampering)).toEqual(expected);
  });

  it('find a duplicated row in place of a missing one if no key forbids it', async () => {
    await apply('doubled');
    const found = await findings(
      'doubled',
      `
      DELETE FROM inventory_transaction WHERE {offer} AND version = 2;
      INSERT INTO inventory_transaction SELECT * FROM inventory_transaction WHERE {offer} AND version = 4`,
    );
    expect(found).toMatchObject({ versions_contiguous: 2, digest_chain_holds: 3 });
  });

  it('find a change of every column of a row, to another value and to null', async () => {
    const { rows: columns } = await database.pool.query<{ name: string; type: string }>(`
      SELECT attname AS name, format_type(atttypid, NULL) AS type FROM pg_attribute
      WHERE attrelid = 'inventory_transaction'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum`);
    const missed: string[] = [];
    for (const { name, type } of columns.filter((column) => !NOT_CONTENT.includes(column.name))) {
      for (const value of [other(name, type), 'NULL']) {
        const sku = `column-${name}-${value === 'NULL' ? 'null' : 'other'}`;
        await apply(sku);
        const found = await findings(
          sku,
          `UPDATE inventory_transaction SET ${name} = ${value} WHERE {offer} AND version = 4`,
        );
        if (Object.keys(found).length === 0) missed.push(`${name} ${value}`);
      }
    }
    expect(missed).toEqual([]);
  });

  function other(name: string, type: string): string {
    if (type === 'bytea') return `decode(repeat('ab', 32), 'hex')`;
    if (type.startsWith('timestamp')) return `${name} + interval '1 microsecond'`;
    return type === 'character varying' ? `'x'` : `${name} + 1`;
  }
});

import type { LedgerRow } from '@stockproof/events';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { chainDigest, GENESIS_DIGEST } from '@stockproof/ledger';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { historyUnchanged, ledgerChecks, type OffersInScope, readSourcesSql } from '@stockproof/verification';
import { migrations } from '../../apps/command-handler/src/migrations/index.js';

const MINUTE_MS = 60_000;
/** Of the offer (ann, s): 5 received, 2 reserved, then counted as 9 at its location. */
const MOVES = [
  { operation: 'I', delta_quantity: 5, quantity: 5, to: 'sellable' },
  { operation: 'M', delta_quantity: 0, quantity: 2, from: 'sellable', to: 'reserved' },
  { operation: 'S', delta_quantity: 6, quantity: 6, to: 'sellable' },
] as const;

describe('the checks on the ledger’s own tables', () => {
  let database: TestDatabase;
  let digests: string[] = [];
  beforeAll(async () => {
    database = await testDatabase(migrations);
  });
  afterAll(() => database.drop());

  const insert = (row: object) =>
    corrupt(
      `INSERT INTO inventory_transaction (${Object.keys(row).join()}) VALUES (${Object.keys(row)
        .map((_c, n) => `$${n + 1}`)
        .join()})`,
      Object.values(row),
    );

  /** Runs it with triggers and foreign keys disabled. */
  async function corrupt(sql: string, values: readonly unknown[] = []): Promise<void> {
    const client = await database.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query('SET LOCAL session_replication_role = replica');
      await client.query(sql, [...values]);
      await client.query('COMMIT');
    } finally {
      client.release();
    }
  }

  async function offer(seller_id: string): Promise<void> {
    digests = [GENESIS_DIGEST];
    for (const [at, move] of MOVES.entries()) {
      const row: LedgerRow = {
        seller_id,
        sku: 's',
        version: at + 1,
        event_id: `e${at}`,
        operation: move.operation,
        status: 'accepted',
        quantity: move.quantity,
        requested_quantity: move.operation === 'S' ? 9 : move.quantity,
        delta_quantity: move.delta_quantity,
        from_bucket: 'from' in move ? move.from : null,
        from_location: 'from' in move ? 'a' : null,
        to_bucket: move.to,
        to_location: 'a',
        event_time_ms: at * MINUTE_MS,
        accepted_at_ms: (10 + at) * MINUTE_MS,
        schema_version: 2,
        request_hash: 'ab'.repeat(32),
        reason: null,
        reference: 'ü',
        correlation_id: null,
        causation_id: null,
        source_topic: 't',
        source_partition: 3,
        source_offset: at,
      };
      const previous = digests[at] ?? '';
      digests.push(chainDigest(previous, row));
      const { event_time_ms, accepted_at_ms, request_hash, ...columns } = row;
      await insert({
        ...columns,
        event_time: new Date(event_time_ms),
        accepted_at: new Date(accepted_at_ms),
        request_hash: Buffer.from(request_hash, 'hex'),
        previous_digest: Buffer.from(previous, 'hex'),
        chain_digest: Buffer.from(digests[at + 1] ?? '', 'hex'),
      });
    }
    await corrupt(
      `INSERT INTO inventory_stock_on_hand (seller_id, sku, stock_on_hand, version, chain_digest, updated_at) VALUES ($1, 's', 11, 3, decode($2, 'hex'), now())`,
      [seller_id, digests[3]],
    );
    await corrupt(
      `INSERT INTO inventory_bucket (seller_id, sku, bucket_type, location_id, quantity, counted_at, updated_at)
       VALUES ($1, 's', 'sellable', 'a', 9, $2, now()), ($1, 's', 'reserved', 'a', 2, NULL, now())`,
      [seller_id, new Date(2 * MINUTE_MS)],
    );
  }

  beforeEach(async () => {
    await corrupt('TRUNCATE inventory_transaction, inventory_stock_on_hand, inventory_bucket');
    for (const seller_id of ['ben', 'ann']) await offer(seller_id);
  });

  /** What each failed check says of an offer, by name. */
  async function failures(scope: OffersInScope = 'all'): Promise<Record<string, string[]>> {
    const checks = await ledgerChecks(database.pool, scope, 6);
    return Object.fromEntries(
      checks
        .filter(({ status }) => status === 'fail')
        .map(({ name, counterexamples }) => [
          name,
          counterexamples.map(
            (one) => `${one.seller_id} at ${one.first_differing_version}: ${one.expected}, not ${one.found}`,
          ),
        ]),
    );
  }

  it('find nothing in a sound ledger', async () => expect(await failures()).toEqual({}));

  it.each<[string, string, string, string]>([
    [
      'versions_contiguous: a row that is missing',
      'DELETE FROM inventory_transaction WHERE version = 2',
      'versions_contiguous',
      'ann at 2: version 3, not 2 rows up to version 3',
    ],
    [
      'versions_contiguous: a head that is missing',
      'DELETE FROM inventory_stock_on_hand',
      'versions_contiguous',
      'ann at 4: a head row, not none',
    ],
    [
      'versions_contiguous: a head that is behind',
      'UPDATE inventory_stock_on_hand SET version = 2',
      'versions_contiguous',
      'ann at 3: version 2, not 3 rows up to version 3',
    ],
    [
      'versions_contiguous: a head without a row',
      'DELETE FROM inventory_transaction',
      'versions_contiguous',
      'ann at 1: version 3, not no row',
    ],
    [
      'stock_on_hand_matches_transactions: a head with another quantity',
      'UPDATE inventory_stock_on_hand SET stock_on_hand = 10',
      'stock_on_hand_matches_transactions',
      'ann at null: 11, not 10',
    ],
    [
      'buckets_match_movements: a bucket with another quantity',
      `UPDATE inventory_bucket SET quantity = 3 WHERE bucket_type = 'reserved'`,
      'buckets_match_movements',
      'ann at null: reserved at a: 2, not 3',
    ],
    [
      'buckets_match_movements: a bucket that is missing',
      `DELETE FROM inventory_bucket WHERE bucket_type = 'reserved'`,
      'buckets_match_movements',
      'ann at null: reserved at a: 2, not no bucket',
    ],
    [
      'buckets_match_movements: a bucket that no row moved',
      `INSERT INTO inventory_bucket SELECT seller_id, sku, 'damaged', 'b', 1, NULL, now() FROM inventory_stock_on_hand`,
      'buckets_match_movements',
      'ann at null: damaged at b: no bucket, not 1',
    ],
    [
      'sellable_quantity_non_negative: more taken out than was there',
      'UPDATE inventory_transaction SET quantity = 7 WHERE version = 2',
      'sellable_quantity_non_negative',
      'ann at 2: 0 or more, not -2 sellable at a',
    ],
  ])('find by %s', async (_name, sql, check, found) => {
    await corrupt(sql);
    const all = (await failures())[check] ?? [];
    expect(all[0]).toBe(found);
    // Of both offers, and of one of them if only that one is requested.
    expect(all).toHaveLength(2);
    expect((await failures([{ seller_id: 'ben', sku: 's' }]))[check]).toEqual([found.replace(/^ann/, 'ben')]);
  });

  it('find by buckets_match_movements a count that the bucket does not have', async () => {
    await corrupt(`UPDATE inventory_bucket SET counted_at = NULL WHERE seller_id = 'ann'`);
    expect(
      (await failures())['buckets_match_movements']?.map((one) =>
        one.replace(/counted at .*, not/, 'counted, not'),
      ),
    ).toEqual(['ann at null: sellable at a: 9 counted, not 9']);
  });

  it.each<[string, string, (digest: readonly string[]) => string]>([
    [
      'a row whose content was changed',
      `UPDATE inventory_transaction SET reference = 'u' WHERE seller_id = 'ann' AND version = 2`,
      (digest) => `ann at 2: <>, not ${digest[2]}`,
    ],
    [
      'a row that does not follow the one before it',
      `UPDATE inventory_transaction SET previous_digest = decode('${GENESIS_DIGEST}', 'hex') WHERE seller_id = 'ann' AND version = 3`,
      (digest) => `ann at 3: <>, not ${digest[3]}`,
    ],
    [
      'a first row that follows something',
      `UPDATE inventory_transaction SET previous_digest = chain_digest WHERE seller_id = 'ann' AND version = 1`,
      (digest) => `ann at 1: <>, not ${digest[1]}`,
    ],
    [
      'a head with another digest',
      `UPDATE inventory_stock_on_hand SET chain_digest = decode('${GENESIS_DIGEST}', 'hex') WHERE seller_id = 'ann'`,
      (digest) => `ann at 3: ${digest[3]}, not ${GENESIS_DIGEST}`,
    ],
  ])('find by digest_chain_holds %s, and name the first of an offer', async (_name, sql, found) => {
    await corrupt(sql);
    const [said, ...more] = (await failures())['digest_chain_holds'] ?? [];
    const expected = found(digests);
    // The value of a digest that was never stored does not matter here.
    const shown = expected.includes('<>') ? said?.replace(/: [0-9a-f]{64},/, ': <>,') : said;
    expect([shown, more]).toEqual([expected, []]);
  });

  it('find a signed head that the ledger no longer has, and none that it has', async () => {
    const head = (version: number, chain_digest = digests[version] ?? '') => ({
      seller_id: 'ann',
      sku: 's',
      version,
      chain_digest,
    });
    expect(await historyUnchanged(database.pool, [head(1), head(3)], 1)).toMatchObject({
      status: 'pass',
      compared: 2,
    });
    const other = 'cd'.repeat(32);
    const check = await historyUnchanged(database.pool, [head(2), head(1, other), head(4, other)], 1);
    expect(check.counterexamples).toMatchObject([
      { seller_id: 'ann', sku: 's', expected: other, found: digests[1], first_differing_version: 1 },
      { seller_id: 'ann', sku: 's', expected: other, found: 'nothing', first_differing_version: 4 },
    ]);
  });

  it('read the newest version and the latest times of each offer', async () => {
    const { rows } = await database.pool.query(readSourcesSql(`seller_id = 'ann'`));
    expect(rows).toEqual([
      {
        seller_id: 'ann',
        sku: 's',
        version: 3,
        newest_event_time: new Date(2 * MINUTE_MS),
        newest_accepted_at: new Date(12 * MINUTE_MS),
      },
    ]);
  });
});

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ChainHead } from '@stockproof/evidence';
import type { Queryable } from '@stockproof/postgres';
import { ROW_DIGEST_SQL } from '@stockproof/verification';
import { eventually, insertLedgerRow, serviceDatabase, type TestDatabase } from '@stockproof/testing';
import {
  measureRadius,
  nextInScope,
  nextOffers,
  readChangedHeads,
  readStreamHeads,
  type SeenHeads,
  selectTouchedOffers,
  touchedCondition,
  type Touch,
} from './offers.js';

const ANNS = `seller_id = 'ann'`;
const TIMES = {
  a: '2021-06-19T17:59:59.999Z',
  b: '2021-06-19T18:00:00Z',
  c: '2021-06-19T18:59:59.999Z',
  d: '2021-06-19T19:00:00Z',
};

describe('the statements about the offers of the ledger', () => {
  let ledger: TestDatabase;
  beforeAll(async () => {
    ledger = await serviceDatabase('command-handler');
    // Two events of each offer, at one place and the next.
    for (const [index, [sku, event_time]] of Object.entries(TIMES).entries()) {
      for (const version of [1, 2]) {
        const source = { topic: 't', partition: 3, offset: 10 * index + version };
        await insertLedgerRow(ledger.pool, { seller_id: 'tim', sku, version, event_time, source });
      }
    }
    for (const [seller_id, sku, version] of [
      ['ben', 's', 50],
      ['ann', 't', 4],
      ['ann', 's', 3],
    ] as const)
      await ledger.pool.query(
        `INSERT INTO inventory_stock_on_hand VALUES ($1, $2, 9, $3, '\\xff', to_timestamp(5))`,
        [seller_id, sku, version],
      );
  });
  afterAll(() => ledger.drop());

  it('list the offers that match after one, by name', async () => {
    const names = async (condition: string, seller_id: string, sku: string, limit = 9): Promise<string> =>
      (await nextInScope(ledger.pool, condition, { seller_id, sku }, limit))
        .map((offer) => `${offer.seller_id}/${offer.sku}@${offer.version}`)
        .join(' ');
    expect(await names('true', '', '')).toBe('ann/s@3 ann/t@4 ben/s@50');
    expect(await names('true', 'ann', 's', 1)).toBe('ann/t@4');
    expect(await names(ANNS, 'ann', 't')).toBe('');
  });

  it.each<[string, Parameters<typeof touchedCondition>[0], string]>([
    [
      'a window',
      {
        type: 'by_time_window',
        from_event_time: '2021-06-19T20:00:00+02:00',
        to_event_time: '2021-06-19T19:00:00Z',
      },
      'bc',
    ],
    [
      'a range',
      { type: 'by_topic_partition', topic: 't', partition: 3, from_offset: 11, to_offset: 21 },
      'b',
    ],
    [
      'another topic',
      { type: 'by_topic_partition', topic: "t'", partition: 3, from_offset: 0, to_offset: 99 },
      '',
    ],
  ])('have a condition for %s', async (_what, scope, skus) => {
    const { rows } = await ledger.pool.query<{ sku: string }>(
      `SELECT DISTINCT sku FROM inventory_transaction WHERE ${touchedCondition(scope)} ORDER BY sku`,
    );
    expect(rows.map(({ sku }) => sku).join('')).toBe(skus);
  });

  const touched = async (touch: Touch): Promise<string> =>
    (await selectTouchedOffers(ledger.pool, touch))
      .map(({ sku }) => sku)
      .sort()
      .join('');

  it.each<[string, string, string, string]>([
    ['its beginning and not its end', '2021-06-19T18:00:00Z', '2021-06-19T19:00:00Z', 'bc'],
    ['of a millisecond, in another zone', '2021-06-19T20:00:00+02:00', '2021-06-19T20:00:00.001+02:00', 'b'],
    ['of all, each offer once', '2021-06-19T00:00:00Z', '2021-06-20T00:00:00Z', 'abcd'],
    ['of nothing', '2022-01-01T00:00:00Z', '2023-01-01T00:00:00Z', ''],
  ])('select by a window %s', async (_what, from, to, offers) =>
    expect(await touched({ window: { from, to } })).toBe(offers),
  );

  it.each<[string, string, number, number, number, string]>([
    ['its beginning and not its end', 't', 3, 1, 11, 'a'],
    ['one offset', 't', 3, 11, 12, 'b'],
    ['nothing before its beginning', 't', 3, 3, 11, ''],
    ['nothing where it is empty', 't', 3, 1, 1, ''],
    ['nothing of another partition', 't', 4, 0, 99, ''],
    ['nothing of another topic', 'u', 3, 0, 99, ''],
    ['all of the partition', 't', 3, 0, 99, 'abcd'],
  ])('select by a range %s', async (_what, topic, partition, from_offset, to_offset, offers) =>
    expect(await touched({ range: { topic, partition, from_offset, to_offset } })).toBe(offers),
  );

  it('intersect a window and a range', async () => {
    const window = { from: '2021-06-19T18:00:00Z', to: '2021-06-19T18:30:00Z' };
    const range = { topic: 't', partition: 3, from_offset: 0, to_offset: 99 };
    expect(await touched({ window, range })).toBe('b');
  });

  it('measure a scope: a version is an event', async () => {
    expect(await measureRadius(ledger.pool, 'true')).toEqual({ offers: 3, sellers: 2, events: 57 });
    expect(await measureRadius(ledger.pool, ANNS)).toEqual({ offers: 2, sellers: 1, events: 7 });
    expect(await measureRadius(ledger.pool, 'false')).toEqual({ offers: 0, sellers: 0, events: 0 });
  });

  it('read the heads of a scope', async () => {
    expect((await readStreamHeads(ledger.pool, ANNS)).sort((a, b) => a.version - b.version)).toEqual([
      { seller_id: 'ann', sku: 's', version: 3 },
      { seller_id: 'ann', sku: 't', version: 4 },
    ]);
  });

  it.each<[string, string, string, number, string]>([
    ['all from the beginning, by seller and SKU', '', '', 9, 'ann/s ann/t ben/s'],
    ['after one, without it', 'ann', 's', 9, 'ann/t ben/s'],
    ['so many', 'ann', 's', 1, 'ann/t'],
    ['the next seller after the last SKU of one', 'ann', 't', 9, 'ben/s'],
    ['after one that is not there', 'ann', 'ss', 1, 'ann/t'],
    ['none after the last', 'ben', 's', 9, ''],
  ])('read the next offers: %s', async (_what, seller_id, sku, limit, offers) => {
    const found = await nextOffers(ledger.pool, { seller_id, sku }, limit);
    expect(found.map((offer) => `${offer.seller_id}/${offer.sku}`).join(' ')).toBe(offers);
  });

  it('read heads that may be signed, because their row has their digest', async () => {
    // Of rows whose digest is right, but for `forged`: its row was changed afterwards, its head was not.
    await ledger.pool.query('ALTER TABLE inventory_transaction DISABLE TRIGGER append_only');
    for (const sku of ['good', 'old', 'forged', 'other']) await appendHead(sku);
    await ledger.pool.query(`UPDATE inventory_transaction SET reason = 'x' WHERE sku = 'forged'`);
    await ledger.pool.query(`UPDATE inventory_stock_on_hand SET chain_digest = '\\xff' WHERE sku = 'other'`);
    expect((await changedHeads(null)).heads.sort((a, b) => (a.sku < b.sku ? -1 : 1))).toEqual([
      { seller_id: 'sam', sku: 'good', version: 1, chain_digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
      { seller_id: 'sam', sku: 'old', version: 1, chain_digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
    ]);
  });

  it('read heads that were not seen before: those of transactions open then too, and all after another start of the server', async () => {
    const open = await ledger.pool.connect();
    try {
      await open.query('BEGIN');
      await appendHead('open', open);
      const { seen } = await changedHeads(null);
      await appendHead('new');
      expect(await changedSkus(seen)).toContain('new');
      expect(await changedSkus(seen)).not.toContain('open');
      await open.query('COMMIT');
      expect(await changedSkus(seen)).toEqual(expect.arrayContaining(['new', 'open']));
      // Ids are of the whole server: while a test next to this one has a transaction open, all after it is read again.
      const later = await eventually(async () => {
        const { seen: mark } = await changedHeads(seen);
        expect(await changedSkus(mark)).toEqual([]);
        return mark;
      });
      await ledger.pool.query(`UPDATE inventory_stock_on_hand SET stock_on_hand = 6 WHERE sku = 'old'`);
      expect(await changedSkus(later)).toEqual(['old']);
      expect(await changedSkus({ oldest_open: '0', ...later, server_start: 'another time' })).toEqual([
        'good',
        'new',
        'old',
        'open',
      ]);
    } finally {
      open.release();
    }
  });

  it('read heads in pages until the caller stops', async () => {
    const { seen } = await changedHeads(null);
    await ledger.pool.query(
      `INSERT INTO inventory_transaction
       SELECT (jsonb_populate_record(NULL::inventory_transaction,
         to_jsonb(row) || jsonb_build_object('sku', 'many-' || n, 'event_id', 'many-' || n))).*
       FROM inventory_transaction AS row, generate_series(1, 6000) AS n WHERE row.sku = 'good'`,
    );
    await ledger.pool.query(
      `UPDATE inventory_transaction AS row SET chain_digest = ${ROW_DIGEST_SQL} WHERE sku LIKE 'many-%'`,
    );
    await ledger.pool.query(
      `INSERT INTO inventory_stock_on_hand SELECT seller_id, sku, 5, 1, chain_digest, to_timestamp(20) FROM inventory_transaction WHERE sku LIKE 'many-%'`,
    );
    const pages: number[] = [];
    const all = async (go_on: boolean): Promise<boolean> =>
      (await readChangedHeads(ledger.pool, seen, (heads) => {
        pages.push(heads.length);
        return Promise.resolve(go_on);
      })) !== null;
    expect([await all(true), await all(false), pages]).toEqual([true, false, [5_000, 1_000, 5_000]]);
  });

  async function changedHeads(before: SeenHeads | null) {
    const heads: ChainHead[] = [];
    const seen = await readChangedHeads(ledger.pool, before, (page) => {
      heads.push(...page);
      return Promise.resolve(true);
    });
    return { heads, seen };
  }

  async function changedSkus(before: SeenHeads | null): Promise<string[]> {
    return (await changedHeads(before)).heads.map(({ sku }) => sku).sort();
  }

  /** A first event with its right digest, and its head. */
  async function appendHead(sku: string, db: Queryable = ledger.pool): Promise<void> {
    await insertLedgerRow(db, { seller_id: 'sam', sku, version: 1 });
    await db.query(
      `UPDATE inventory_transaction SET chain_digest = ${ROW_DIGEST_SQL} WHERE seller_id = 'sam' AND sku = $1`,
      [sku],
    );
    await db.query(
      `INSERT INTO inventory_stock_on_hand SELECT seller_id, sku, 5, 1, chain_digest, to_timestamp(9) FROM inventory_transaction WHERE seller_id = 'sam' AND sku = $1`,
      [sku],
    );
  }
});

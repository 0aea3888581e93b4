import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { skuPartition } from '@stockproof/events';
import { openObjectStore, Workspace } from '@stockproof/sealed-history';
import { eventually, serviceDatabase, testBroker, type TestDatabase } from '@stockproof/testing';
import { inTransaction } from '@stockproof/postgres';
import { STOCK_TABLES, type StockTable } from '@stockproof/verification';
import type { Scope } from '@stockproof/recovery-run';
import { RunControl } from '../../engine/run-control.js';
import { EvidenceKeys } from '../../evidence/keys/evidence-keys.js';
import { LEADS_ALONE } from '../../leader/leads-alone.js';
import { offerOfStockChange } from '../../sealing/offer-of.js';
import type { SealedHistory } from '../../sealing/sealed-history.js';
import { Sealer } from '../../sealing/sealer.js';
import { readWalPosition } from '../histories/sql/capture.js';
import { selectorOf } from '../scope/scope-selector.js';
import { compareStockCdc } from './compare-stock-cdc.js';
import { readStockChanges, type StockCapture } from './read-stock-changes.js';

const NO_METRICS = {
  unsealed: () => undefined,
  deleted: () => undefined,
  failed: () => undefined,
  done: () => undefined,
};
const PARTITIONS = 2;
const SLOT = `stock_cdc_${process.pid}`;
const SKUS = ['a', 'b"', 'ü'] as const;
const SCOPES: readonly Scope[] = [
  { type: 'all' },
  { type: 'by_sku', skus: ['a'] },
  { type: 'by_offer', offers: [{ seller_id: 'ann', sku: 'ü' }] },
  { type: 'by_seller', seller_ids: ['ann'] },
];
type Columns = Readonly<Record<string, unknown>>;

describe('the CDC of the stock tables', () => {
  const broker = testBroker();
  let ledger: TestDatabase;
  let records: TestDatabase;
  let folder: string;
  let sealed: SealedHistory;
  let keys: EvidenceKeys;
  let capture: StockCapture;
  let stop = (): Promise<void> => Promise.resolve();

  beforeAll(async () => {
    [ledger, records] = await Promise.all([serviceDatabase('command-handler'), serviceDatabase('recovery')]);
    folder = await mkdtemp(join(tmpdir(), 'stockproof-stock-cdc-'));
    const workspace = await Workspace.open({ folder: join(folder, 'work'), cache_mib: 0 });
    keys = await EvidenceKeys.open({
      records: records.pool,
      secret: Buffer.alloc(32),
      folder: '',
      days: 0,
      now_ms: Date.now,
    });
    const store = openObjectStore(pathToFileURL(join(folder, 'store')).href);
    sealed = { records: records.pool, store, workspace, keys };
    const prefix = `test-${randomUUID()}.`;
    const topics = { inventory_stock_on_hand: `${prefix}head`, inventory_bucket: `${prefix}bucket` };
    stop = await slotThatMoves();
    capture = { slot: SLOT, topics };
    const admin = await broker.admin();
    await admin.ensureTopics(
      Object.values(topics).map((name) => ({ name, partitions: PARTITIONS, config: {} })),
    );
    for (const topic of Object.values(topics)) await eventually(() => admin.offsets(topic));
    await admin.close();
    for (const sku of SKUS) {
      await ledger.pool.query(
        `INSERT INTO inventory_stock_on_hand VALUES ('ann', $1, 7, 3, '\\x00ff', '2026-06-19T18:23:11.123456Z')`,
        [sku],
      );
      await ledger.pool.query(
        `INSERT INTO inventory_bucket VALUES ('ann', $1, 'sellable', 'north', 7, NULL, '2026-06-19T18:23:11Z'),
           ('ann', $1, 'damaged', 'x"', 0, '2026-06-19T18:23:11.5Z', '2026-06-19T18:23:11.100001Z')`,
        [sku],
      );
    }
    for (const quantity of [1, 7]) for (const sku of SKUS) await sendRows(sku, quantity);
  });
  afterAll(async () => {
    await stop();
    await sealed.workspace.close();
    await Promise.all([ledger.drop(), records.drop()]);
    await rm(folder, { recursive: true });
  });

  /** A slot that confirms everything, as that of a connector which has nothing to do. */
  async function slotThatMoves(): Promise<() => Promise<void>> {
    await ledger.pool.query(`SELECT pg_create_logical_replication_slot($1, 'pgoutput')`, [SLOT]);
    const ended = new AbortController();
    const moving = (async () => {
      while (!ended.signal.aborted) {
        await ledger.pool.query('SELECT pg_replication_slot_advance($1, pg_current_wal_flush_lsn())', [SLOT]);
        await delay(50);
      }
    })();
    return async () => {
      ended.abort();
      await moving;
      await ledger.pool.query('SELECT pg_drop_replication_slot($1)', [SLOT]);
    };
  }

  async function send(table: StockTable, row: Columns, value?: Buffer | null): Promise<void> {
    const { seller_id, sku, bucket_type, location_id } = row;
    const producer = await broker.producer();
    await producer.send(capture.topics[table], [
      {
        partition: skuPartition(String(sku), PARTITIONS),
        key: JSON.stringify({ seller_id, sku, bucket_type, location_id }),
        value:
          value === undefined
            ? JSON.stringify({ before: null, after: row, source: { txId: 3 }, op: 'u' })
            : value,
      },
    ]);
    await producer.close();
  }

  /** The rows of an offer as the connector writes them. */
  async function sendRows(sku: string, quantity: number): Promise<void> {
    const offer = { seller_id: 'ann', sku };
    await send('inventory_stock_on_hand', {
      ...offer,
      stock_on_hand: quantity,
      version: 3,
      chain_digest: 'AP8=',
      updated_at: '2026-06-19T18:23:11.123456Z',
    });
    const bucket = { ...offer, bucket_type: 'sellable', location_id: 'north' };
    await send('inventory_bucket', {
      ...bucket,
      quantity,
      counted_at: null,
      updated_at: '2026-06-19T18:23:11Z',
    });
    await send('inventory_bucket', {
      ...offer,
      bucket_type: 'damaged',
      location_id: 'x"',
      quantity: 0,
      counted_at: '2026-06-19T18:23:11.5Z',
      updated_at: '2026-06-19T18:23:11.100001Z',
    });
  }

  async function seal(): Promise<void> {
    const errors: Error[] = [];
    const sealer = new Sealer({
      ...sealed,
      keys,
      leader: LEADS_ALONE,
      broker,
      topics: STOCK_TABLES.map((table) => ({
        topic: capture.topics[table],
        offer_of: () => offerOfStockChange(table),
        consumers: null,
      })),
      every_ms: 0,
      delete_after_ms: null,
      metrics: NO_METRICS,
      min_messages: 1,
      max_messages: 4,
      onFailed: (error) => errors.push(error),
    });
    await sealer.seal();
    expect(errors).toEqual([]);
  }

  /** What a verification says: the status, what it compared, and what it found. */
  async function compare(scope: Scope, of: SealedHistory | null) {
    const context = { ledger: ledger.pool, broker, partitions: PARTITIONS, sealed: of, barrier_ms: 60_000 };
    const selector = selectorOf(scope, PARTITIONS, [], of === null ? 'kafka' : 'both');
    const control = new RunControl();
    const barrier = await readWalPosition(ledger.pool);
    const read = await readStockChanges(context, capture, selector, barrier, control);
    const { check } = await inTransaction(ledger.pool, async (db) => {
      await db.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY');
      return compareStockCdc(
        context,
        read,
        selector,
        { db } as Parameters<typeof compareStockCdc>[3],
        control,
      );
    });
    const found = check.counterexamples.map(({ sku, expected }) => `${sku} ${expected.split(':')[0]}`);
    return { status: check.status, compared: check.compared, found, segments: read.segments.length };
  }

  it('is compared with their rows, from Kafka and from sealed history alike', async () => {
    const compared = (scope: Scope): number => (scope.type === 'all' || scope.type === 'by_seller' ? 9 : 3);
    const passes = (scope: Scope) => ({ status: 'pass', compared: compared(scope), found: [] });
    for (const scope of SCOPES) expect(await compare(scope, null)).toEqual({ ...passes(scope), segments: 0 });
    await seal();
    for (const scope of SCOPES) {
      const { segments, ...said } = await compare(scope, sealed);
      expect(said).toEqual(passes(scope));
      expect(segments).toBeGreaterThanOrEqual(2);
    }
  });

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'a row without its event',
      () =>
        ledger.pool.query(
          `INSERT INTO inventory_bucket VALUES ('ann', 'a', 'reserved', 'new', 1, NULL, now())`,
        ),
      'a reserved at new',
    ],
    [
      'a row that is another',
      () =>
        ledger.pool.query(
          `UPDATE inventory_stock_on_hand SET updated_at = updated_at + interval '1 microsecond' WHERE sku = 'ü'`,
        ),
      'ü on hand',
    ],
    [
      'a row that is gone',
      () => ledger.pool.query(`DELETE FROM inventory_bucket WHERE sku = 'b"' AND bucket_type = 'damaged'`),
      'b" damaged at x"',
    ],
    [
      'a forged event',
      () =>
        send('inventory_bucket', {
          seller_id: 'ann',
          sku: 'a',
          bucket_type: 'sellable',
          location_id: 'north',
          quantity: 9,
        }),
      'a sellable at north',
    ],
    [
      'a forged tombstone',
      () => send('inventory_stock_on_hand', { seller_id: 'ann', sku: 'a' }, null),
      'a on hand',
    ],
  ])('%s is found', async (_what, corrupt, named) => {
    await corrupt();
    for (const history of [null, sealed]) {
      const { status, found } = await compare({ type: 'all' }, history);
      expect([status, found]).toEqual(['fail', expect.arrayContaining([named])]);
    }
    await seal();
    expect((await compare({ type: 'all' }, sealed)).found).toContain(named);
  });
});

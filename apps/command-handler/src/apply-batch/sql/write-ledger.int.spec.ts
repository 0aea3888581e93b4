import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type AppendedRow, LEDGER_COLUMNS } from '@stockproof/events';
import { type BucketState, initialOffer, type OfferState } from '@stockproof/ledger';
import { testDatabase, type TestDatabase } from '@stockproof/testing';
import { migrations } from '../../migrations/index.js';
import type { MovedOffer } from '../effects.js';
import { StaleDecisionError } from '../stale-decision.js';
import { writeLedger } from './write-ledger.js';

const ACCEPTED_MS = 2_000;
const [A, B, C] = ['ab', 'bc', 'cd'].map((byte) => byte.repeat(32)) as [string, string, string];

const row = (version: number, more: Partial<AppendedRow> = {}): AppendedRow => ({
  seller_id: 'ann',
  sku: 's',
  version,
  event_id: `e${version}`,
  operation: 'M',
  status: 'accepted',
  quantity: 3,
  requested_quantity: 4,
  delta_quantity: 0,
  from_bucket: 'sellable',
  from_location: 'a',
  to_bucket: 'damaged',
  to_location: 'b',
  event_time_ms: 1_234,
  accepted_at_ms: ACCEPTED_MS,
  schema_version: 2,
  request_hash: A,
  reason: 'broken',
  reference: 'claim-1',
  correlation_id: 'c',
  causation_id: 'd',
  source_topic: 't',
  source_partition: 3,
  source_offset: 9_007_199_254_740_991,
  traceparent: 'trace',
  previous_digest: B,
  chain_digest: C,
  ...more,
});
const bucket = (
  bucket_type: BucketState['bucket_type'],
  quantity: number,
  counted_at_ms: number | null = null,
) => ({
  bucket_type,
  location_id: 'a',
  quantity,
  counted_at_ms,
});
const state = (version: number, ...buckets: BucketState[]): OfferState => ({
  version,
  stock_on_hand: version * 10,
  chain_digest: C,
  buckets: new Map(buckets.map((one) => [one.bucket_type, one])),
});
const moved = (from_version: number, after: OfferState, more: Partial<MovedOffer> = {}): MovedOffer => ({
  seller_id: 'ann',
  sku: 's',
  from_version,
  before: initialOffer(),
  state: after,
  ...more,
});

describe('the statement that appends to the ledger', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase(migrations);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    const client = await database.pool.connect();
    await client.query('BEGIN');
    await client.query('SET LOCAL session_replication_role = replica');
    await client.query('TRUNCATE inventory_transaction, inventory_stock_on_hand, inventory_bucket');
    await client.query('COMMIT');
    client.release();
  });

  const write = (appended: readonly AppendedRow[], offers: readonly MovedOffer[]) =>
    writeLedger(database.pool, {
      accepted_at_ms: ACCEPTED_MS,
      appended,
      moved: offers,
    });
  const rows = async (sql: string) => (await database.pool.query<Record<string, unknown>>(sql)).rows;
  const heads = () =>
    rows('SELECT seller_id, stock_on_hand, version FROM inventory_stock_on_hand ORDER BY seller_id');
  const stored = () => rows('SELECT seller_id, version FROM inventory_transaction ORDER BY 1, 2');

  it('has every column of the table with its type, and knows which may be null', async () => {
    const found = await rows(
      `SELECT column_name AS name, udt_name AS type, is_nullable = 'YES' AS nullable FROM information_schema.columns
       WHERE table_name = 'inventory_transaction'`,
    );
    const UDT = { text: 'varchar', bigint: 'int8', int: 'int4', smallint: 'int2' } as const;
    const expected = LEDGER_COLUMNS.map(({ name, type, nullable }) => ({
      name,
      type: type in UDT ? UDT[type as keyof typeof UDT] : type,
      nullable,
    }));
    const byName = (a: object, b: object) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
    expect(found.sort(byName)).toEqual(expected.sort(byName));
  });

  it('stores every field in its own column', async () => {
    await write([row(1)], [moved(0, state(1))]);
    const { event_time_ms, accepted_at_ms, ...others } = row(1);
    const [found] = await rows('SELECT * FROM inventory_transaction');
    expect(found).toEqual({
      ...others,
      event_time: new Date(event_time_ms),
      accepted_at: new Date(accepted_at_ms),
      request_hash: Buffer.from(A, 'hex'),
      previous_digest: Buffer.from(B, 'hex'),
      chain_digest: Buffer.from(C, 'hex'),
    });
  });

  it('stores null where a row has null', async () => {
    const nothing = Object.fromEntries(
      LEDGER_COLUMNS.filter(({ nullable }) => nullable).map(({ name }) => [name, null]),
    );
    const received = { to_bucket: 'sellable', to_location: 'a', delta_quantity: 3, operation: 'I' };
    await write([row(1, { ...nothing, ...received })], [moved(0, state(1))]);
    const [found] = await rows('SELECT * FROM inventory_transaction');
    expect(found).toMatchObject({ ...nothing, ...received });
  });

  it('inserts a new head, and updates a head from the version that was decided on', async () => {
    await write([row(1)], [moved(0, state(1))]);
    await write(
      [row(2), row(1, { seller_id: 'ben' })],
      [moved(1, state(2)), moved(0, state(1), { seller_id: 'ben' })],
    );
    expect(await heads()).toEqual([
      { seller_id: 'ann', stock_on_hand: 20, version: 2 },
      { seller_id: 'ben', stock_on_hand: 10, version: 1 },
    ]);
    const [head] = await rows(
      `SELECT encode(chain_digest, 'hex') AS digest, updated_at FROM inventory_stock_on_hand`,
    );
    expect(head).toEqual({ digest: C, updated_at: new Date(ACCEPTED_MS) });
  });

  it('writes the buckets that changed and no others', async () => {
    const [kept, counted] = [bucket('sellable', 7, 1_234), bucket('damaged', 1, 500)];
    await write([row(1)], [moved(0, state(1, kept, counted))]);
    await rows(`UPDATE inventory_bucket SET updated_at = 'epoch'`);
    const after = state(2, kept, bucket('damaged', 4), bucket('reserved', 2));
    await write([row(2)], [moved(1, after, { before: state(1, kept, counted) })]);
    expect(
      await rows(
        'SELECT bucket_type, quantity, counted_at, updated_at FROM inventory_bucket ORDER BY bucket_type',
      ),
    ).toEqual([
      { bucket_type: 'damaged', quantity: 4, counted_at: null, updated_at: new Date(ACCEPTED_MS) },
      { bucket_type: 'reserved', quantity: 2, counted_at: null, updated_at: new Date(ACCEPTED_MS) },
      { bucket_type: 'sellable', quantity: 7, counted_at: new Date(1_234), updated_at: new Date(0) },
    ]);
  });

  it.each<[string, AppendedRow, MovedOffer]>([
    ['an event of this id and kind of source is there', row(2, { event_id: 'e1' }), moved(1, state(2))],
    ['the version is there', row(1, { event_id: 'other' }), moved(1, state(2))],
    ['an offer that is to be opened is there', row(2), moved(0, state(2))],
    ['the head is at another version', row(2), moved(3, state(2))],
  ])('is refused as a stale decision if %s', async (_name, appended, offer) => {
    await write([row(1)], [moved(0, state(1))]);
    await expect(write([appended], [offer])).rejects.toThrow(StaleDecisionError);
  });

  it('treats an id of the order service and the same id of a seller as different events', async () => {
    await write([row(1)], [moved(0, state(1))]);
    await write([row(2, { event_id: 'e1', operation: 'R' })], [moved(1, state(2))]);
    expect(await stored()).toEqual([
      { seller_id: 'ann', version: 1 },
      { seller_id: 'ann', version: 2 },
    ]);
  });

  it('does nothing for a batch that appends nothing', async () => {
    await write([], []);
    expect([await stored(), await heads()]).toEqual([[], []]);
  });
});

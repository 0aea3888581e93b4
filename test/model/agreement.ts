import { expect } from '@jest/globals';
import { TOPICS } from '@stockproof/events';
import { javaPartition } from './java-partition.js';
import { BoundClient } from '@stockproof/postgres';
import { eventually, readTopic, type RunningStack, testBroker } from '@stockproof/testing';
import type pg from 'pg';
import type { NaiveLedger } from './naive-ledger.js';

/** The expected and the actual state of an offer, wherever it is visible. */
interface OfferPicture {
  readonly version: number;
  readonly stock_on_hand: string;
  readonly sellable: string;
}

type Pictures = Map<string, OfferPicture>;

export interface Allowance {
  readonly within_ms?: number;
  /** A sender that repeats unanswered requests makes duplicates and conflicts that it cannot count. */
  readonly more_duplicates?: boolean;
}

/**
 * Expects the ledger's head, its buckets, its results, the view and the newest messages of the topic to equal
 * the model's state of these sellers, and every message to be in the partition that Java's hash gives.
 */
export async function expectAgreement(
  stack: RunningStack,
  model: NaiveLedger,
  sellers: readonly string[],
  { within_ms = 60_000, more_duplicates = false }: Allowance = {},
): Promise<void> {
  const expected = modelPictures(model);
  const inventory = await connect(stack, 'inventory');
  const availability = await connect(stack, 'availability');
  try {
    await eventually(async () => {
      const found = await counts(inventory, sellers);
      const again = { duplicate: found.duplicate, conflict: found.conflict };
      expect(found).toEqual(more_duplicates ? { ...model.outcomes, ...again } : model.outcomes);
      expect(found.duplicate).toBeGreaterThanOrEqual(model.outcomes.duplicate);
      expect(found.conflict).toBeGreaterThanOrEqual(model.outcomes.conflict);
    }, within_ms);
    expect(await pictures(inventory, HEADS, sellers)).toEqual(expected);
    expect(await buckets(inventory, sellers)).toEqual(modelBuckets(model));
    expect((await inventory.query(GAPS, [sellers])).rows).toEqual([]);
    await eventually(
      async () => expect(await pictures(availability, VIEW, sellers)).toEqual(expected),
      within_ms,
    );
    await expectTopic(expected, sellers);
  } finally {
    await Promise.all([inventory.end(), availability.end()]);
  }
}

/** Everything received is accounted for, per partition, up to the stored offset. */
export async function expectClosedAccounts(stack: RunningStack): Promise<void> {
  const client = await connect(stack, 'inventory');
  try {
    const open = await client.query(OPEN_ACCOUNTS);
    expect(open.rows).toEqual([]);
  } finally {
    await client.end();
  }
}

const OPEN_ACCOUNTS = `
  SELECT topic, partition, received, next_offset FROM accounting
  -- Repairs are no updates: they have outcomes of their own.
  FULL JOIN (SELECT * FROM consumer_position WHERE next_offset > 0 AND topic NOT LIKE '%stock-repairs%') AS position
    USING (topic, partition)
  WHERE received IS DISTINCT FROM next_offset
     OR received <> accepted + superseded + duplicate + conflict + rejected + quarantined`;

const HEADS = `
  SELECT head.seller_id, head.sku, head.version, head.stock_on_hand, coalesce((
    SELECT sum(quantity) FROM inventory_bucket AS bucket
    WHERE (bucket.seller_id, bucket.sku, bucket_type) = (head.seller_id, head.sku, 'sellable')), 0) AS sellable
  FROM inventory_stock_on_hand AS head WHERE seller_id = ANY ($1)`;

const VIEW = `
  SELECT seller_id, sku, version, stock_on_hand, sellable FROM offer_availability
  WHERE seller_id = ANY ($1) AND status = 'current'`;

const BUCKETS =
  'SELECT seller_id, sku, bucket_type, location_id, quantity FROM inventory_bucket WHERE seller_id = ANY ($1)';

const GAPS = `
  SELECT seller_id, sku, count(*), min(version), max(version) FROM inventory_transaction WHERE seller_id = ANY ($1)
  GROUP BY seller_id, sku HAVING count(*) <> max(version) OR min(version) <> 1`;

const COUNTS = `
  SELECT
    (SELECT count(*)::int FROM inventory_transaction WHERE seller_id = ANY ($1) AND status = 'accepted') AS accepted,
    (SELECT count(*)::int FROM inventory_transaction WHERE seller_id = ANY ($1) AND status = 'accepted_late') AS accepted_late,
    (SELECT count(*)::int FROM inventory_transaction WHERE seller_id = ANY ($1) AND status = 'accepted_short') AS accepted_short,
    (SELECT count(*)::int FROM inventory_transaction WHERE seller_id = ANY ($1) AND status = 'superseded') AS superseded,
    (SELECT count(*)::int FROM inventory_rejection WHERE seller_id = ANY ($1)) AS rejected,
    (SELECT coalesce(sum(duplicates), 0)::int FROM inventory_redelivery WHERE seller_id = ANY ($1)) AS duplicate,
    (SELECT coalesce(sum(conflicts), 0)::int FROM inventory_redelivery WHERE seller_id = ANY ($1)) AS conflict`;

async function counts(client: pg.Client, sellers: readonly string[]): Promise<NaiveLedger['outcomes']> {
  const { rows } = await client.query<NaiveLedger['outcomes']>(COUNTS, [sellers]);
  if (rows[0] === undefined) throw new Error('the database counted nothing');
  return rows[0];
}

async function pictures(client: pg.Client, sql: string, sellers: readonly string[]): Promise<Pictures> {
  const { rows } = await client.query<{
    seller_id: string;
    sku: string;
    version: string;
    stock_on_hand: string;
    sellable: string;
  }>(sql, [sellers]);
  return new Map(
    rows
      .map(
        ({ seller_id, sku, version, ...units }) =>
          [JSON.stringify([seller_id, sku]), { version: Number(version), ...units }] as const,
      )
      .sort(byKey),
  );
}

async function buckets(client: pg.Client, sellers: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await client.query<Record<string, string>>(BUCKETS, [sellers]);
  return new Map(
    rows
      .map(
        (row) =>
          [
            JSON.stringify([row['seller_id'], row['sku'], `${row['bucket_type']}/${row['location_id']}`]),
            row['quantity'] ?? '',
          ] as const,
      )
      .sort(byKey),
  );
}

function modelPictures(model: NaiveLedger): Pictures {
  return new Map(
    [...model.offers]
      .map(([key, { version, buckets: held }]) => {
        const sellable = [...held].filter(([place]) => place.startsWith('sellable/'));
        return [
          key,
          {
            version,
            stock_on_hand: sum([...held.values()]),
            sellable: sum(sellable.map(([, units]) => units)),
          },
        ] as const;
      })
      .sort(byKey),
  );
}

function modelBuckets(model: NaiveLedger): Map<string, string> {
  return new Map(
    [...model.offers]
      .flatMap(([key, { buckets: held }]) =>
        [...held].map(
          ([place, units]) =>
            [JSON.stringify([...(JSON.parse(key) as string[]), place]), String(units)] as const,
        ),
      )
      .sort(byKey),
  );
}

async function expectTopic(expected: Pictures, sellers: readonly string[]): Promise<void> {
  const newest = new Map<string, OfferPicture>();
  const mine = new Set(sellers);
  const misplaced: string[] = [];
  await readTopic(testBroker(), TOPICS.availability, (messages) => {
    newest.clear();
    for (const { value, partition } of messages) {
      const { seller_id, sku, version, stock_on_hand, sellable } = JSON.parse(
        value?.toString() ?? '{}',
      ) as Message;
      if (!mine.has(seller_id)) continue;
      if (partition !== javaPartition(sku, 8)) misplaced.push(sku);
      newest.set(JSON.stringify([seller_id, sku]), {
        version,
        stock_on_hand: String(stock_on_hand),
        sellable: String(sellable),
      });
    }
    return [...expected].every(([key, picture]) => newest.get(key)?.version === picture.version);
  });
  expect(misplaced).toEqual([]);
  expect(new Map([...newest].sort(byKey))).toEqual(expected);
}

interface Message {
  readonly seller_id: string;
  readonly sku: string;
  readonly version: number;
  readonly stock_on_hand: number;
  readonly sellable: number;
}

const sum = (units: readonly bigint[]): string => String(units.reduce((total, one) => total + one, 0n));

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);

async function connect(stack: RunningStack, database: string): Promise<pg.Client> {
  const client = new BoundClient(stack.databases[database] ?? '');
  await client.connect();
  return client;
}

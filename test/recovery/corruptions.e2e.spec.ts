import { beforeAll, describe, expect, it } from '@jest/globals';
import { availabilityKey, TOPICS } from '@stockproof/events';
import type { Evidence } from '@stockproof/evidence';
import { readTopic, recover, runningStack, type Seller, seller, testBroker } from '@stockproof/testing';
import { javaPartition } from '../model/java-partition.js';
import { capturedRows, forgeStockEvent, pastCapture, type StockTable } from './stock-capture.js';
import { tamper, type TrialOffer, trialOffer } from './trial-offer.js';

const stack = runningStack();

/** A message on the availability topic that another producer wrote. */
async function forge({ seller_id, sku }: TrialOffer, value: object | null, away = 0): Promise<void> {
  const producer = await testBroker().producer();
  const text = value === null ? null : JSON.stringify({ schema_version: 2, sku, seller_id, ...value });
  await producer.send(TOPICS.availability, [
    { partition: (javaPartition(sku, 8) + away) % 8, key: availabilityKey(sku, seller_id), value: text },
  ]);
  await producer.close();
}

/** All CDC events of the run so far have been read. */
const READ_WITHIN_MS = 180_000;

/** Copies the CDC row of version 5, changed, to the end of the CDC topic. */
async function forgeCapture(
  { sku }: TrialOffer,
  change: (row: Record<string, unknown>) => object,
): Promise<void> {
  const broker = testBroker();
  const partition = javaPartition(sku, 8);
  const mine = (value: Buffer | null): boolean => value?.includes(`"sku":"${sku}"`) === true;
  const read = await readTopic(
    broker,
    TOPICS.ledgerChanges,
    (messages) => messages.filter(({ value }) => mine(value)).length >= 5,
    READ_WITHIN_MS,
  );
  const message = read.filter(({ value }) => mine(value)).at(-1);
  const envelope = JSON.parse(message?.value?.toString() ?? '') as { after: Record<string, unknown> };
  const forged = { ...envelope, after: { ...envelope.after, ...change(envelope.after) } };
  const producer = await broker.producer();
  await producer.send(TOPICS.ledgerChanges, [
    { partition, key: message?.key ?? null, value: JSON.stringify(forged) },
  ]);
  await producer.close();
}

const LIE = {
  version: 5,
  revision: 0,
  stock_on_hand: 999,
  sellable: 999,
  reserved: 0,
  damaged: 0,
  return_to_vendor: 0,
  locations: [{ location_id: 'default', sellable: 999 }],
  event_time: '2026-06-19T18:00:00.000Z',
  accepted_at: '2026-06-19T18:00:00.000Z',
};

type Corrupt = (offer: TrialOffer) => Promise<void>;
const sql =
  (database: string, statements: string): Corrupt =>
  (offer) =>
    tamper(stack, database, statements, offer);

/** One row of a stock table, changed and changed back: CDC has only the first. */
const goesBack =
  (change: string, back: string): Corrupt =>
  async (offer) => {
    await tamper(stack, 'inventory', change, offer);
    await uncaptured(back)(offer);
  };
const uncaptured =
  (statement: string): Corrupt =>
  async ({ seller_id, sku }) => {
    const where = `seller_id = '${seller_id}' AND sku = '${sku}'`;
    await pastCapture(stack, sku, (db) => db.query(statement.replaceAll('{offer}', where)));
  };

/** A forged CDC event of the offer's first row in a table. */
const forgeStock =
  (table: StockTable, after: object | null, of: object = {}): Corrupt =>
  async (offer) => {
    const [row = {}] = await capturedRows(stack, table, offer);
    await forgeStockEvent(stack, table, { ...row, ...of }, after as Readonly<Record<string, unknown>> | null);
  };

/**
 * The corruption, the checks that must find it, and what can be repaired: by contract, the view alone, or
 * nothing. `witness`: by the CDC of the stock tables; `witness stays`: also after a repair.
 */
const TRIALS: readonly (readonly [
  string,
  Corrupt,
  readonly string[],
  'view' | 'stock' | 'capture' | 'refused' | 'witness' | 'witness stays',
])[] = [
  [
    'a quantity of the view',
    sql('availability', 'UPDATE offer_availability SET sellable = sellable + 1 WHERE {offer}'),
    ['view_matches_replay'],
    'view',
  ],
  [
    'a time of the view',
    sql('availability', `UPDATE offer_availability SET newest_event_time = '2026-06-20' WHERE {offer}`),
    ['view_matches_replay', 'projection_event_time_not_newer_than_source'],
    'view',
  ],
  [
    'a version of the view, too new',
    sql('availability', 'UPDATE offer_availability SET version = 6 WHERE {offer}'),
    ['view_matches_replay', 'projection_event_time_not_newer_than_source'],
    'view',
  ],
  [
    'a version of the view, too old',
    sql('availability', 'UPDATE offer_availability SET version = 4 WHERE {offer}'),
    ['view_matches_replay'],
    'view',
  ],
  [
    'a row of the view removed',
    sql(
      'availability',
      'DELETE FROM offer_availability WHERE {offer}; DELETE FROM offer_location_availability WHERE {offer}',
    ),
    ['view_matches_replay'],
    'view',
  ],
  [
    'its locations left alone',
    sql('availability', 'DELETE FROM offer_availability WHERE {offer}'),
    ['view_matches_replay'],
    'view',
  ],
  [
    'a location of the view',
    sql(
      'availability',
      `UPDATE offer_location_availability SET sellable = 41 WHERE {offer} AND location_id = 'north'`,
    ),
    ['view_matches_replay'],
    'view',
  ],
  [
    'a location too many',
    sql('availability', `INSERT INTO offer_location_availability VALUES ({names}, 'moon', 3)`),
    ['view_matches_replay'],
    'view',
  ],
  [
    'a location too few',
    sql('availability', `DELETE FROM offer_location_availability WHERE {offer} AND location_id = 'north'`),
    ['view_matches_replay'],
    'view',
  ],
  [
    'a status of the view',
    sql('availability', `UPDATE offer_availability SET status = 'suspect' WHERE {offer}`),
    ['view_matches_replay'],
    'view',
  ],
  ['a forged message', (offer) => forge(offer, LIE), ['published_matches_view'], 'view'],
  [
    'a forged later version',
    (offer) => forge(offer, { ...LIE, version: 6 }),
    ['published_matches_view'],
    'view',
  ],
  [
    'a forged message in a partition of another SKU',
    (offer) => forge(offer, LIE, 3),
    ['published_matches_view'],
    'view',
  ],
  [
    'a confidence nobody signed',
    sql(
      'availability',
      `UPDATE offer_availability SET confidence = 'trusted', verified_at = now() + interval '1 day' WHERE {offer}`,
    ),
    ['view_matches_replay'],
    'view',
  ],
  [
    'the partition of a row',
    sql('availability', 'UPDATE offer_availability SET partition = (partition + 1) % 8 WHERE {offer}'),
    ['view_matches_replay'],
    'view',
  ],
  ['a forged tombstone', (offer) => forge(offer, null), ['published_matches_view'], 'view'],
  [
    'a CDC row, forged as the next version',
    (offer) =>
      forgeCapture(offer, () => ({ version: 6, event_id: 'forged', quantity: 1, delta_quantity: -1 })),
    ['cdc_history_matches_table', 'view_matches_replay'],
    'capture',
  ],
  [
    'a CDC row, forged as one that was',
    (offer) => forgeCapture(offer, () => ({ quantity: 1, delta_quantity: -1 })),
    ['cdc_history_matches_table'],
    'capture',
  ],
  [
    'stock on hand',
    sql('inventory', 'UPDATE inventory_stock_on_hand SET stock_on_hand = 7 WHERE {offer}'),
    ['stock_on_hand_matches_transactions'],
    'stock',
  ],
  [
    'a bucket',
    sql(
      'inventory',
      `UPDATE inventory_bucket SET quantity = quantity + 1 WHERE {offer} AND location_id = 'north'`,
    ),
    ['buckets_match_movements'],
    'stock',
  ],
  [
    'a bucket removed',
    sql('inventory', `DELETE FROM inventory_bucket WHERE {offer} AND bucket_type = 'damaged'`),
    ['buckets_match_movements'],
    'stock',
  ],
  [
    'a bucket too many',
    sql('inventory', `INSERT INTO inventory_bucket VALUES ({names}, 'reserved', 'moon', 0, NULL, now())`),
    ['buckets_match_movements'],
    'stock',
  ],
  [
    'the time of a count',
    sql(
      'inventory',
      `UPDATE inventory_bucket SET counted_at = '2020-01-01' WHERE {offer} AND counted_at IS NOT NULL`,
    ),
    ['buckets_match_movements'],
    'stock',
  ],
  [
    'a head’s digest',
    sql(
      'inventory',
      `UPDATE inventory_stock_on_hand SET chain_digest = decode(repeat('ab', 32), 'hex') WHERE {offer}`,
    ),
    ['digest_chain_holds'],
    'stock',
  ],
  [
    'a head removed',
    sql('inventory', 'DELETE FROM inventory_stock_on_hand WHERE {offer}'),
    ['versions_contiguous'],
    'stock',
  ],
  [
    'a bucket, of which CDC has less than happened',
    goesBack(
      `UPDATE inventory_bucket SET quantity = quantity + 1 WHERE {offer} AND location_id = 'north'`,
      `UPDATE inventory_bucket SET quantity = quantity - 1 WHERE {offer} AND location_id = 'north'`,
    ),
    ['stock_cdc_matches_tables'],
    'witness',
  ],
  [
    'the time of a head, past its CDC',
    uncaptured(`UPDATE inventory_stock_on_hand SET updated_at = now() WHERE {offer}`),
    ['stock_cdc_matches_tables'],
    'witness',
  ],
  [
    'stock on hand, past its CDC',
    uncaptured(`UPDATE inventory_stock_on_hand SET stock_on_hand = 7 WHERE {offer}`),
    ['stock_on_hand_matches_transactions', 'stock_cdc_matches_tables'],
    'witness',
  ],
  [
    'a CDC event of the stock on hand, forged',
    forgeStock('inventory_stock_on_hand', { stock_on_hand: 7 }),
    ['stock_cdc_matches_tables'],
    'witness',
  ],
  [
    'a CDC event of a bucket, forged',
    forgeStock('inventory_bucket', { quantity: 1_000 }),
    ['stock_cdc_matches_tables'],
    'witness',
  ],
  [
    'the deletion of a bucket in its CDC, forged',
    forgeStock('inventory_bucket', null),
    ['stock_cdc_matches_tables'],
    'witness',
  ],
  [
    'a bucket in CDC alone',
    forgeStock('inventory_bucket', {}, { bucket_type: 'damaged', location_id: 'moon' }),
    ['stock_cdc_matches_tables'],
    'witness stays',
  ],
  [
    'a quantity of the ledger',
    sql(
      'inventory',
      `UPDATE inventory_transaction SET quantity = 41, delta_quantity = 41 WHERE {offer} AND version = 2`,
    ),
    ['digest_chain_holds', 'cdc_history_matches_table'],
    'refused',
  ],
  [
    'a time of the ledger',
    sql(
      'inventory',
      `UPDATE inventory_transaction SET event_time = event_time + interval '1 microsecond' WHERE {offer} AND version = 2`,
    ),
    ['digest_chain_holds', 'cdc_history_matches_table'],
    'refused',
  ],
  [
    'a reference of the ledger',
    sql('inventory', `UPDATE inventory_transaction SET reference = 'x' WHERE {offer} AND version = 3`),
    ['digest_chain_holds', 'cdc_history_matches_table'],
    'refused',
  ],
  [
    'a row of the ledger removed',
    sql('inventory', 'DELETE FROM inventory_transaction WHERE {offer} AND version = 3'),
    ['versions_contiguous', 'cdc_history_matches_table'],
    'refused',
  ],
  [
    'the tail of the ledger cut, everything else made to fit',
    async (offer) => {
      await tamper(
        stack,
        'inventory',
        `
      DELETE FROM inventory_transaction WHERE {offer} AND version = 5;
      UPDATE inventory_stock_on_hand SET version = 4, stock_on_hand = stock_on_hand + 10,
        chain_digest = (SELECT chain_digest FROM inventory_transaction WHERE {offer} AND version = 4) WHERE {offer};
      UPDATE inventory_bucket SET quantity = quantity + 10 WHERE {offer} AND bucket_type = 'sellable' AND location_id = 'default'`,
        offer,
      );
    },
    ['cdc_history_matches_table', 'view_matches_replay'],
    'refused',
  ],
  [
    'every row of the ledger removed',
    sql(
      'inventory',
      'DELETE FROM inventory_transaction WHERE {offer}; DELETE FROM inventory_stock_on_hand WHERE {offer}; DELETE FROM inventory_bucket WHERE {offer}',
    ),
    ['cdc_history_matches_table', 'view_matches_replay'],
    'refused',
  ],
];

const CONTRACTS = {
  view: 'inventory-availability-projection',
  capture: 'inventory-availability-projection',
  stock: 'inventory-stock-tables',
  refused: 'inventory-availability-projection',
  witness: 'inventory-stock-tables',
  'witness stays': 'inventory-stock-tables',
};
/** The CDC of the stock tables is of the contract of the stock tables alone. */
const foundUnder = (cure: keyof typeof CONTRACTS): string =>
  cure.startsWith('witness') ? CONTRACTS.stock : CONTRACTS.view;

interface Trial {
  readonly offer: TrialOffer;
  readonly found: Evidence;
  readonly repaired: Evidence;
  readonly after: Evidence;
}

const AT_ONCE = 6;

/** All trials run before the first assertion, several in parallel; each has its own offer. */
async function trial(
  ann: Seller,
  sound: TrialOffer,
  [, corrupt, , cure]: (typeof TRIALS)[number],
): Promise<Trial> {
  const offer = await trialOffer(stack, ann);
  await corrupt(offer);
  const scope = { type: 'by_offer', offers: [offer] };
  const contract = foundUnder(cure);
  const found = await recover(stack, { scope: { type: 'by_offer', offers: [offer, sound] }, contract });
  const repaired = await recover(stack, { scope, mode: 'repair', contract: CONTRACTS[cure] });
  return { offer, found, repaired, after: await recover(stack, { scope, contract }) };
}

describe('a corruption', () => {
  const trials: Trial[] = [];
  let sound: TrialOffer;

  beforeAll(async () => {
    const ann = await seller(stack);
    const queue = TRIALS.map((one, index) => ({ one, index }));
    const work = async (): Promise<void> => {
      const own = await trialOffer(stack, ann);
      for (let next = queue.shift(); next !== undefined; next = queue.shift())
        trials[next.index] = await trial(ann, own, next.one);
    };
    sound = await trialOffer(stack, ann);
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }, 600_000);

  it.each(TRIALS.map(([what, , checks, cure], index) => ({ what, checks, cure, index })))(
    'of $what is found and named, and its remedy is $cure',
    ({ checks, cure, index }) => {
      const { offer, found, repaired, after } = trials[index] as Trial;
      expect(found.confidence_status).toBe('untrusted');
      for (const name of checks) {
        const check = found.checks.find((one) => one.name === name);
        expect([name, check?.status, [...new Set(check?.counterexamples.map(({ sku }) => sku))]]).toEqual([
          name,
          'fail',
          [offer.sku],
        ]);
      }
      const cured = cure === 'view' || cure === 'stock' || cure === 'witness';
      expect(repaired.confidence_status).toBe(cured ? 'trusted' : 'untrusted');
      expect(repaired.repairs.applied).toBe(
        cured || (checks.includes('view_matches_replay') && cure === 'capture') ? 1 : 0,
      );
      expect(after.confidence_status).toBe(cured ? 'trusted' : 'untrusted');
      // A forged CDC event stays in the history; the view is right nevertheless.
      if (cure === 'capture')
        expect(after.checks.filter(({ status }) => status === 'fail').map(({ name }) => name)).toEqual([
          'cdc_history_matches_table',
        ]);
    },
  );

  it('whose event has no row is repaired by the deletion that CDC lacks (docs/runbooks/4)', async () => {
    const { offer } = trials[TRIALS.findIndex(([, , , cure]) => cure === 'witness stays')] as Trial;
    await tamper(
      stack,
      'inventory',
      `BEGIN; INSERT INTO inventory_bucket VALUES ({names}, 'damaged', 'moon', 0, NULL, now());
       DELETE FROM inventory_bucket WHERE {offer} AND location_id = 'moon'; COMMIT`,
      offer,
    );
    const scope = { type: 'by_offer', offers: [offer] };
    expect((await recover(stack, { scope, contract: CONTRACTS.stock })).confidence_status).toBe('trusted');
  });

  it('changes no other offer', async () => {
    const scope = { type: 'by_offer', offers: [sound] };
    for (const contract of [CONTRACTS.view, CONTRACTS.stock])
      expect((await recover(stack, { scope, contract })).confidence_status).toBe('trusted');
  });
});

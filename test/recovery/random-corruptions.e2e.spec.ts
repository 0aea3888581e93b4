import { beforeAll, describe, expect, it } from '@jest/globals';
import { BoundClient } from '@stockproof/postgres';
import { recover, runningStack, type Seller, seller } from '@stockproof/testing';
import { testSeed } from '../stack/test-seed.js';
import { Shop } from '../reservation/shop.js';
import { capturedRows, forgeStockEvent, pastCapture, type StockTable } from './stock-capture.js';
import { trialOffer, type TrialOffer } from './trial-offer.js';

const stack = runningStack();
/** The long form: STOCKPROOF_TEST_TRIALS=300 STOCKPROOF_TEST_SEED=7. */
const TRIALS = Number(process.env['STOCKPROOF_TEST_TRIALS'] ?? 24);
const SEED = testSeed();
const AT_ONCE = 6;

/**
 * What a superuser could change, the contract under which it must be found, and the columns that say nothing
 * about stock.
 */
const OF_OFFER = 'seller_id = $1 AND sku = $2';
const OF_RESERVATION =
  'reservation_id IN (SELECT reservation_id FROM reservation_line WHERE seller_id = $1 AND sku = $2)';
const TABLES = [
  {
    database: 'availability',
    table: 'offer_availability',
    contract: 'inventory-availability-projection',
    silent: ['changed_offset', 'traceparent', 'recovery_id'],
  },
  {
    database: 'availability',
    table: 'offer_location_availability',
    contract: 'inventory-availability-projection',
    silent: [],
  },
  {
    database: 'inventory',
    table: 'inventory_transaction',
    contract: 'inventory-availability-projection',
    silent: ['traceparent'],
  },
  {
    database: 'inventory',
    table: 'inventory_stock_on_hand',
    contract: 'inventory-stock-tables',
    silent: ['updated_at'],
  },
  {
    database: 'inventory',
    table: 'inventory_bucket',
    contract: 'inventory-stock-tables',
    silent: ['updated_at'],
  },
  // What its CDC does not see, and CDC events that nobody captured: then every column says something.
  ...(['inventory_stock_on_hand', 'inventory_bucket'] as const).flatMap((table) =>
    (['uncaptured', 'forged'] as const).map((how) => ({
      database: 'inventory' as const,
      table,
      contract: 'inventory-stock-tables',
      silent: [],
      how,
    })),
  ),
  {
    database: 'reservation',
    table: 'reservation',
    contract: 'reservation-view',
    silent: [],
    of: OF_RESERVATION,
  },
  { database: 'reservation', table: 'reservation_line', contract: 'reservation-view', silent: [] },
  // What is only in the history is found by its signed digest. The position in the store has no meaning.
  {
    database: 'reservation',
    table: 'event',
    contract: 'reservation-view',
    silent: ['position'],
    signed: true,
    of: `stream IN (SELECT 'reservation-' || reservation_id FROM reservation_line WHERE seller_id = $1 AND sku = $2)`,
  },
] as const satisfies readonly Place[];

interface Place {
  readonly database: 'availability' | 'inventory' | 'reservation';
  readonly table: string;
  readonly contract: string;
  readonly silent: readonly string[];
  /** Which rows belong to the offer: $1 seller, $2 SKU. */
  readonly of?: string;
  /** Whether a record is signed before the corruption. */
  readonly signed?: boolean;
  /** Past the CDC of the table, or in its CDC alone. */
  readonly how?: 'uncaptured' | 'forged';
}

/** mulberry32: a small seeded generator, good enough for choices. */
function random(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** Another value of a type, as SQL over the old one; several, of which one is chosen. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  bigint: ['{c} + 1', '{c} - 1', '{c} * 2 + 3', '0'],
  integer: ['{c} + 1', '({c} + 3) % 8', '0'],
  smallint: ['{c} + 1', '1'],
  'character varying': [`{c} || 'x'`, `left({c}, -1)`, `upper({c})`, `'default'`],
  text: [`{c} || 'x'`, `left({c}, -1)`],
  'timestamp with time zone': [
    `{c} + interval '1 millisecond'`,
    `{c} - interval '1 day'`,
    `{c} + interval '1 microsecond'`,
  ],
  bytea: [`set_byte({c}, 3, (get_byte({c}, 3) + 1) % 256)`, `decode(repeat('00', 32), 'hex')`],
  boolean: ['NOT {c}'],
  jsonb: [`{c} || '{"more": 1}'`, `{c} - 'line'`, `'{}'`],
};

interface Trial {
  readonly what: string;
  readonly status: string;
  readonly named: boolean;
}

async function oneTrial(ann: Seller, pick: (below: number) => number): Promise<Trial> {
  const place: Place = TABLES[pick(TABLES.length)] ?? TABLES[0];
  const offer = place.database === 'reservation' ? await reservedOffer() : await trialOffer(stack, ann);
  if (place.signed === true)
    await recover(stack, { scope: { type: 'by_offer', offers: [offer] }, contract: place.contract });
  const what = `${place.table}: ${await corrupt(offer, place, pick)}`;
  const scopes = [
    { type: 'by_offer', offers: [offer] },
    { type: 'by_sku', skus: [offer.sku] },
  ];
  const found = await recover(stack, { scope: scopes[pick(scopes.length)] ?? {}, contract: place.contract });
  const named = found.checks.some(({ counterexamples }) =>
    counterexamples.some(({ sku, seller_id }) => sku === offer.sku && seller_id === offer.seller_id),
  );
  return { what, status: found.confidence_status, named };
}

/** An offer with two reservations: held and confirmed. */
async function reservedOffer(): Promise<TrialOffer> {
  const shop = await Shop.open(stack);
  const offer = await shop.offer(9);
  await shop.request([{ ...offer, quantity: 2 }]);
  const { body } = await shop.request([{ ...offer, quantity: 1 }]);
  await shop.call('POST', `/${body.reservation_id}/confirm`, 20);
  return offer;
}

async function corrupt(offer: TrialOffer, place: Place, pick: (below: number) => number): Promise<string> {
  if (place.how === 'forged') return forge(offer, place.table as StockTable, pick);
  if (place.how === 'uncaptured')
    return pastCapture(stack, offer.sku, (db) => corruptRow(db, offer, place, pick));
  const client = new BoundClient(stack.databases[place.database] ?? '');
  await client.connect();
  try {
    await client.query('BEGIN; SET LOCAL session_replication_role = replica');
    const what = await corruptRow(client, offer, place, pick);
    await client.query('COMMIT');
    return what;
  } finally {
    await client.end();
  }
}

/** Says of one row of the offer, in CDC alone, that it was deleted or that a column is another. */
async function forge(offer: TrialOffer, table: StockTable, pick: (below: number) => number): Promise<string> {
  const rows = await capturedRows(stack, table, offer);
  const row = rows[pick(rows.length)] ?? {};
  if (pick(6) === 0) {
    await forgeStockEvent(stack, table, row, null);
    return 'a deletion forged';
  }
  const columns = Object.keys(row);
  const column = columns[pick(columns.length)] ?? '';
  const others = [null, 0, `${String(row[column])}x`, '2020-01-01T00:00:00Z'].filter(
    (one) => one !== row[column],
  );
  await forgeStockEvent(stack, table, row, { [column]: others[pick(others.length)] });
  return `${column} forged`;
}

/** Removes or changes one row of the offer; repeats until the table has really changed. */
async function corruptRow(
  client: BoundClient,
  { seller_id, sku }: TrialOffer,
  { table, silent, of = OF_OFFER }: Place,
  pick: (below: number) => number,
): Promise<string> {
  const names = [seller_id, sku];
  const { rows: columns } = await client.query<{ column_name: string; data_type: string }>(
    'SELECT column_name, data_type FROM information_schema.columns WHERE table_name = $1 AND table_schema = $2 ORDER BY column_name',
    [table, 'public'],
  );
  const open = columns.filter(
    ({ column_name, data_type }) => !silent.includes(column_name) && data_type in OTHERS,
  );
  for (;;) {
    const { rows } = await client.query<{ ctid: string }>(
      `SELECT ctid::text FROM ${table} WHERE ${of} ORDER BY ctid`,
      names,
    );
    const row = rows[pick(rows.length)]?.ctid ?? '';
    if (pick(6) === 0) {
      await client.query(`DELETE FROM ${table} WHERE ctid = '${row}'`);
      return `a row of ${rows.length} removed`;
    }
    const { column_name, data_type } = open[pick(open.length)] ?? { column_name: '', data_type: '' };
    const others = OTHERS[data_type] ?? [];
    const other = (pick(8) === 0 ? 'NULL' : (others[pick(others.length)] ?? '')).replaceAll(
      '{c}',
      column_name,
    );
    // A change that the table's constraints refuse is not a possible corruption.
    await client.query('SAVEPOINT before');
    const changed = await client
      .query(
        `UPDATE ${table} SET ${column_name} = ${other} WHERE ctid = '${row}' AND ${column_name} IS DISTINCT FROM ${other}`,
      )
      .catch(() => null);
    if (changed?.rowCount === 1) return `${column_name} = ${other}`;
    await client.query('ROLLBACK TO before');
  }
}

describe(`${TRIALS} random corruptions, seed ${SEED}`, () => {
  const trials: Trial[] = [];

  beforeAll(
    async () => {
      const ann = await seller(stack);
      const queue = Array.from({ length: TRIALS }, (_none, n) => n);
      await Promise.all(
        Array.from({ length: AT_ONCE }, async () => {
          for (let n = queue.shift(); n !== undefined; n = queue.shift())
            trials.push(await oneTrial(ann, random(SEED * 100_000 + n)));
        }),
      );
    },
    300_000 + TRIALS * 5_000,
  );

  it('are never called trusted, and each is named at its offer', () => {
    const missed = trials.filter(({ status, named }) => status !== 'untrusted' || !named);
    expect(missed).toEqual([]);
    expect(trials).toHaveLength(TRIALS);
  });
});

import { afterEach, expect, it } from '@jest/globals';
import {
  askAvailability,
  eventually,
  queryDatabase,
  recover,
  runningStack,
  type Seller,
  seller,
} from '@stockproof/testing';
import { anEvent } from '@stockproof/testing/kit';

const stack = runningStack();
/** A new name each time, because Debezium keeps the table schemas that it has read. */
const NOTE = `note_${Date.now()}`;
const UNDO = [
  'ALTER TABLE inventory_transaction RENAME COLUMN units TO quantity',
  `ALTER TABLE inventory_transaction DROP COLUMN IF EXISTS ${NOTE}`,
];

const onLedger = (sql: string): Promise<object[]> => queryDatabase(stack, 'inventory', sql);

/** How often the command handler has ended. */
function restarts(): Promise<number> {
  return Promise.resolve(runningStack(stack.home).parts['command-handler']?.restarts ?? 0);
}

/** Posts continuously; every event answered with 202 must be in the view at the end. */
function load(ann: Seller, sku: string): { stop: () => Promise<number> } {
  let stopping = false;
  let posted = 0;
  const work = (async () => {
    while (!stopping) {
      const answer = await ann.post(
        anEvent({ event_id: `${sku}-${posted}`, sku, seller_id: ann.seller_id, quantity: 1 }),
      );
      if (answer.status === 202) posted += 1;
    }
  })();
  return { stop: async () => ((stopping = true), await work, posted) };
}

afterEach(async () => {
  for (const sql of UNDO) await onLedger(sql).catch(() => undefined);
});

it.each<[string, string, string | null]>([
  [
    'a column more is tolerated, and recorded',
    `ALTER TABLE inventory_transaction ADD COLUMN ${NOTE} integer`,
    null,
  ],
  [
    'a column that was added goes again',
    `ALTER TABLE inventory_transaction ADD COLUMN ${NOTE} integer`,
    `ALTER TABLE inventory_transaction DROP COLUMN ${NOTE}`,
  ],
  [
    'a column of another name stops the write side, loses nothing, and it goes on when that is undone',
    'ALTER TABLE inventory_transaction RENAME COLUMN quantity TO units',
    UNDO[0] ?? '',
  ],
])('%s', async (name, ddl, then) => {
  const ann = await seller(stack);
  const sku = `ddl-${name.length}-${Date.now()}`;
  const view = async (): Promise<{ version: number; sellable: number; status: string }> =>
    (await (await askAvailability(stack, `/v1/availability/${sku}/${ann.seller_id}`)).json()) as {
      version: number;
      sellable: number;
      status: string;
    };
  const loading = load(ann, sku);
  await eventually(async () => expect((await view()).version).toBeGreaterThan(3));
  const schemas = async (): Promise<number> =>
    Number(
      (
        await queryDatabase<{ n: string }>(
          stack,
          'availability',
          'SELECT count(*) AS n FROM schema_fingerprint',
        )
      )[0]?.n,
    );
  const [before, died, stops] = [await schemas(), await restarts(), name.includes('stops')];
  await onLedger(ddl);
  if (then === null) await eventually(async () => expect(await schemas()).toBeGreaterThan(before));
  if (then !== null) {
    if (stops) await eventually(async () => expect(await restarts()).toBeGreaterThan(died), 60_000);
    await onLedger(then);
  }
  const posted = await loading.stop();
  await eventually(
    async () => expect(await view()).toMatchObject({ version: posted, sellable: posted, status: 'current' }),
    90_000,
  );
  expect((await recover(stack, { scope: { type: 'by_sku', skus: [sku] } })).confidence_status).toBe(
    'trusted',
  );
});

it.each(['quantity', 'delta_quantity', 'requested_quantity'])(
  '%s cannot have another type, because the checks of the ledger refuse it',
  async (column) => {
    await expect(
      onLedger(`ALTER TABLE inventory_transaction ALTER COLUMN ${column} TYPE text USING ${column}::text`),
    ).rejects.toThrow(/operator does not exist/);
  },
);

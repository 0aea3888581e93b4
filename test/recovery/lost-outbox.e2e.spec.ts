import { describe, expect, it } from '@jest/globals';
import { askControl } from '@stockproof/embedded';
import { skuPartition, TOPICS } from '@stockproof/events';
import {
  eventually,
  queryDatabase,
  readTopic,
  runningStack,
  seller,
  signed,
  testBroker,
} from '@stockproof/testing';
import { Shop } from '../reservation/shop.js';
import { type Said, tryStockproof } from '../stack/instance.js';

const stack = runningStack();
const CONNECTOR = 'postgres-outbox-connector';
const SLOT = 'debezium_outbox_slot';
const WITHIN_MS = 90_000;

const ports = Object.fromEntries(
  Object.entries(stack.ports).map(([name, port]) => [`STOCKPROOF_${name.toUpperCase()}_PORT`, String(port)]),
);
const stockproof = (...args: readonly string[]): Promise<Said> =>
  tryStockproof({ STOCKPROOF_HOME: stack.home, ...ports }, ...args);

interface Check {
  readonly verdict: string;
  readonly rejections: {
    readonly missing: number;
    readonly examples: { readonly missing: readonly string[] };
  };
  readonly dead_letters: {
    readonly missing: number;
    readonly examples: { readonly missing: readonly string[] };
  };
}

interface Emitted {
  readonly emission_id: string;
  readonly requested: number;
  readonly emitted: number;
  readonly after: Check;
}

describe('a lost slot of the outbox', () => {
  it('loses rejections and dead letters, which are found and published again; a saga with a refused line ends by itself', async () => {
    const ann = await seller(stack);
    const shop = await Shop.open(stack);
    const [held, refused] = [await shop.offer(5), await shop.offer(1)];
    const sku = `lost-${ann.seller_id}`;
    const scope = JSON.stringify({ type: 'by_seller', seller_ids: [ann.seller_id] });
    const asked = [...['--scope', scope], '--json'];

    await askControl(stack.control_socket, 'connect', 'stop');
    const shown = await shop.request(
      [
        { ...held, quantity: 2 },
        { ...refused, quantity: 2 },
      ],
      {},
      0,
    );
    const event = {
      event_id: `d-${sku}`,
      sku,
      seller_id: ann.seller_id,
      operation: 'D',
      quantity: 7,
      event_time: '2026-06-19T19:00:00Z',
    };
    expect((await ann.post(event)).status).toBe(202);
    const producer = await testBroker().producer();
    const poison = signed({
      partition: skuPartition(sku, 8),
      key: sku,
      value: JSON.stringify({ ...event, event_id: `p-${sku}`, quantity: -1 }),
    });
    await producer.send(TOPICS.updates, [poison]);
    await producer.close();
    await eventually(async () => {
      const [row] = await queryDatabase<{ decided: number }>(
        stack,
        'inventory',
        `
        SELECT (SELECT count(*) FROM inventory_rejection WHERE event_id = $1 OR event_id LIKE '%' || $2)::int
             + (SELECT count(*) FROM quarantine WHERE event_id = $3)::int AS decided`,
        [event.event_id, shown.body.reservation_id, `p-${sku}`],
      );
      expect(row?.decided).toBe(3);
    });
    await queryDatabase(stack, 'inventory', `SELECT pg_drop_replication_slot('${SLOT}')`);
    await askControl(stack.control_socket, 'connect', 'start');

    await eventually(
      async () =>
        expect(
          (await stockproof('connector', 'reset-offsets', CONNECTOR, '--reason', 'its slot is gone')).status,
        ).toBe(0),
      WITHIN_MS,
    );
    const found = await eventually(async () => {
      const said = await stockproof('outcomes', 'check', ...asked);
      expect(said).toMatchObject({ status: 2, stderr: '' });
      return JSON.parse(said.stdout) as Check;
    }, WITHIN_MS);
    expect([found.verdict, found.rejections.examples.missing]).toEqual([
      'differences',
      [JSON.stringify([ann.seller_id, event.event_id])],
    ]);
    expect(found.dead_letters.missing).toBe(1);

    expect((await stockproof('outcomes', 'emit', ...asked, '--intent', 'a test', '--as', 'ada')).status).toBe(
      1,
    );
    const emit = await stockproof('outcomes', 'emit', ...asked, '--intent', 'the outbox slot was lost');
    const done = JSON.parse(emit.stdout) as Emitted;
    expect([emit.status, done.requested, done.emitted, done.after.verdict]).toEqual([0, 2, 2, 'complete']);
    expect((await stockproof('outcomes', 'check', ...asked)).status).toBe(0);
    const again = await readTopic(testBroker(), TOPICS.rejections, (messages) =>
      messages.some(({ headers }) => headers['emitted_again'] === done.emission_id),
    );
    const reported = again
      .filter(({ headers }) => headers['emitted_again'] === done.emission_id)
      .map(({ value }) => JSON.parse(String(value)) as object);
    expect(reported).toMatchObject([
      { event_id: event.event_id, reason: 'insufficient_stock', facts: { available: 0, requested: 7 } },
    ]);

    await eventually(async () => {
      expect((await shop.call('GET', `/${shown.body.reservation_id}`)).body).toMatchObject({
        status: 'rejected',
        lines: [{ status: 'released' }, { status: 'rejected', reason: 'insufficient_stock' }],
      });
    }, WITHIN_MS);
    await shop.sees(held, { sellable: 5, reserved: 0 });
  }, 600_000);
});

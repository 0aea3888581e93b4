import { TOPICS } from '@stockproof/events';
import { askControl } from '@stockproof/embedded';
import { sendUntilAccepted } from '@stockproof/http';
import { BoundClient } from '@stockproof/postgres';
import { eventually, type RunningStack, type Seller, seller, testBroker } from '@stockproof/testing';
import type pg from 'pg';
import { benchEvents } from './events.js';
import { figure, type Line, perSecond } from './report.js';

const EVENTS = 60_000;
const ARRAY = 1_000;
const WITHIN_MS = 180_000;

const LEDGER =
  'SELECT coalesce(sum(version), 0)::text AS total, count(*)::text AS offers FROM inventory_stock_on_hand WHERE seller_id = $1';
const VIEW = `SELECT coalesce(sum(version), 0)::text AS total, count(*)::text AS offers FROM offer_availability WHERE seller_id = $1 AND status = 'current'`;

/** The whole way, HTTP arrays in to availability published; then Debezium alone and the projection alone. */
export async function benchPipeline(stack: RunningStack, pgbench_rate: number): Promise<Line[]> {
  const clients = await Promise.all(
    ['inventory', 'availability'].map(async (name) => {
      const client = new BoundClient(stack.databases[name] ?? '');
      await client.connect();
      return client;
    }),
  );
  const [inventory, availability] = clients as [BoundClient, BoundClient];
  try {
    await run(stack, inventory, availability, 5_000, 'warm');
    const rate = await run(stack, inventory, availability, EVENTS, 'hot');
    const whole: Line = {
      path: 'whole pipeline, HTTP arrays to published',
      ours: figure(rate, 'ev/s'),
      peer: `${figure(pgbench_rate, 'tx/s')} pgbench -c 8`,
      ratio: rate / pgbench_rate,
      goal: 0.5,
      wrong: null,
    };
    return [whole, await projectionAgainstDebezium(stack, inventory, availability)];
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

async function run(
  stack: RunningStack,
  inventory: pg.Client,
  availability: pg.Client,
  count: number,
  name: string,
): Promise<number> {
  const poster = await seller(stack);
  const began_ms = performance.now();
  await postAll(poster, count, name);
  await agree(inventory, availability, poster.seller_id, count);
  return perSecond(count, performance.now() - began_ms);
}

async function postAll(poster: Seller, count: number, name: string): Promise<void> {
  const events = benchEvents(count, name).map((event) => ({ ...event, seller_id: poster.seller_id }));
  const bodies: string[] = [];
  for (let start = 0; start < count; start += ARRAY)
    bodies.push(JSON.stringify(events.slice(start, start + ARRAY)));
  const next = bodies.values();
  // Two requests under way, as two connections of a seller would have.
  await Promise.all(
    [0, 1].map(async () => {
      for (const body of next) {
        const answer = await sendUntilAccepted(() => poster.post(body));
        if (answer.status !== 202)
          throw new Error(`ingestion answers ${answer.status}: ${await answer.text()}`);
        await answer.arrayBuffer();
      }
    }),
  );
}

/** Waits until the ledger has stopped growing beyond what was posted and the view shows the same. */
async function agree(
  inventory: pg.Client,
  availability: pg.Client,
  seller_id: string,
  count: number,
): Promise<void> {
  await eventually(async () => {
    const [ledger, view, decided] = await Promise.all([
      inventory.query(LEDGER, [seller_id]),
      availability.query(VIEW, [seller_id]),
      inventory.query<{ total: number }>(
        `SELECT (SELECT count(*) FROM inventory_transaction WHERE seller_id = $1)::int
           + coalesce((SELECT sum(duplicates + conflicts) FROM inventory_redelivery WHERE seller_id = $1), 0)::int AS total`,
        [seller_id],
      ),
    ]);
    const same = JSON.stringify(ledger.rows) === JSON.stringify(view.rows);
    if (!same || decided.rows[0]?.total !== count)
      throw new Error(`decided ${decided.rows[0]?.total} of ${count}, view ${same ? 'agrees' : 'differs'}`);
  }, WITHIN_MS);
}

/** The ledger grows while nobody captures; then Debezium catches up alone, then the projection alone. */
async function projectionAgainstDebezium(
  stack: RunningStack,
  inventory: pg.Client,
  availability: pg.Client,
): Promise<Line> {
  const control = (part: string, action: 'start' | 'stop') => askControl(stack.control_socket, part, action);
  await control('availability-projection', 'stop');
  await control('connect', 'stop');
  const poster = await seller(stack);
  await postAll(poster, EVENTS, 'late');
  await eventually(async () => {
    const { rows } = await inventory.query<{ lag: number }>(
      `SELECT sum(received)::int AS lag FROM accounting`,
    );
    const { rows: ends } = await inventory.query<{ ends: number }>(
      `SELECT sum(next_offset)::int AS ends FROM consumer_position`,
    );
    if (rows[0]?.lag !== ends[0]?.ends) throw new Error('not applied yet');
  }, WITHIN_MS);
  const before = await countCdcRows();
  const { rows } = await inventory.query<{ rows: number }>(
    'SELECT count(*)::int AS rows FROM inventory_transaction WHERE seller_id = $1',
    [poster.seller_id],
  );
  const due = before + (rows[0]?.rows ?? 0);
  await control('connect', 'start');
  const delivered = await timeBetween(countCdcRows, before + 1, due);
  await control('availability-projection', 'start');
  const projected = await timeBetween(
    async () => {
      const found = await availability.query<{ total: number }>(
        'SELECT coalesce(sum(version), 0)::int AS total FROM offer_availability WHERE seller_id = $1',
        [poster.seller_id],
      );
      return found.rows[0]?.total ?? 0;
    },
    1,
    rows[0]?.rows ?? 0,
  );
  return {
    path: 'projection, CDC topic to view and topic',
    ours: figure(projected, 'ev/s'),
    peer: `${figure(delivered, 'ev/s')} Debezium`,
    ratio: projected / delivered,
    goal: 2,
    wrong: null,
  };
}

/** Messages on the ledger's CDC topic, markers counted: a few in thousands. */
async function countCdcRows(): Promise<number> {
  const admin = await testBroker().admin();
  try {
    const ends = await admin.offsets(TOPICS.ledgerChanges);
    return [...ends.values()].reduce((sum, { high }) => sum + high, 0);
  } finally {
    await admin.close();
  }
}

async function timeBetween(count: () => Promise<number>, from: number, to: number): Promise<number> {
  const reach = (least: number) =>
    eventually(async () => {
      const now = await count();
      if (now < least) throw new Error(`${now} of ${least}`);
      return { now, at_ms: performance.now() };
    }, WITHIN_MS);
  const first = await reach(from);
  const last = await reach(to);
  return perSecond(last.now - first.now, Math.max(1, last.at_ms - first.at_ms));
}

import { sendUntilAccepted } from '@stockproof/http';
import { BoundClient } from '@stockproof/postgres';
import { eventually, type RunningStack, type Seller, seller } from '@stockproof/testing';
import { benchEvents } from '../events.js';
import { type CpuRow, cpuRow, readCpu } from '../resources/cpu-by-part.js';

const ARRAY = 1_000;
/** How long a part may take for all that is sent to it at once. */
export const WITHIN_MS = 180_000;

const LEDGER =
  'SELECT coalesce(sum(version), 0)::text AS total, count(*)::text AS offers FROM inventory_stock_on_hand WHERE seller_id = $1';
const VIEW = `SELECT coalesce(sum(version), 0)::text AS total, count(*)::text AS offers FROM offer_availability WHERE seller_id = $1 AND status = 'current'`;

/** Of both sides, as their superuser: what they hold is counted there. */
export interface Databases {
  readonly inventory: BoundClient;
  readonly availability: BoundClient;
}

/** One seller's events from the first post until the view shows what the ledger has; throws when they do not agree in time. */
export async function runWhole(
  stack: RunningStack,
  databases: Databases,
  count: number,
  name: string,
): Promise<CpuRow> {
  const poster = await seller(stack);
  const before = readCpu(stack.home);
  const began_ms = performance.now();
  await postAll(poster, count, name);
  await agree(databases, poster.seller_id, count);
  return cpuRow('whole pipeline', count, performance.now() - began_ms, before, readCpu(stack.home));
}

/** Connected for as long as `work` takes. */
export async function withDatabases<T>(
  stack: RunningStack,
  work: (databases: Databases) => Promise<T>,
): Promise<T> {
  const [inventory, availability] = ['inventory', 'availability'].map(
    (name) => new BoundClient(stack.databases[name] ?? ''),
  ) as [BoundClient, BoundClient];
  try {
    await Promise.all([inventory.connect(), availability.connect()]);
    return await work({ inventory, availability });
  } finally {
    await Promise.all([inventory.end(), availability.end()]);
  }
}

/** In arrays, over two connections as a seller would have; returns when all were answered with 202. */
export async function postAll(poster: Seller, count: number, name: string): Promise<void> {
  const events = benchEvents(count, name).map((event) => ({ ...event, seller_id: poster.seller_id }));
  const bodies: string[] = [];
  for (let start = 0; start < count; start += ARRAY)
    bodies.push(JSON.stringify(events.slice(start, start + ARRAY)));
  const next = bodies.values();
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
export async function agree(
  { inventory, availability }: Databases,
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

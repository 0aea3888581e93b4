import { sendUntilAccepted } from '@stockproof/http';
import { BoundClient } from '@stockproof/postgres';
import { eventually, type RunningStack, type Seller, seller } from '@stockproof/testing';
import { ARRAY, benchEvents } from '../events.js';
import { type CpuRow, cpuRow, readCpu } from '../resources/cpu-by-part.js';

/** Longest time for a part to handle all that was sent at once. */
export const WITHIN_MS = 180_000;

const LEDGER =
  'SELECT coalesce(sum(version), 0)::text AS total, count(*)::text AS offers FROM inventory_stock_on_hand WHERE seller_id = $1';
const VIEW = `SELECT coalesce(sum(version), 0)::text AS total, count(*)::text AS offers FROM offer_availability WHERE seller_id = $1 AND status = 'current'`;

const DECIDED = `
  SELECT (SELECT count(*) FROM inventory_transaction WHERE seller_id = $1)::int
    + coalesce((SELECT sum(duplicates + conflicts) FROM inventory_redelivery WHERE seller_id = $1), 0)::int AS total`;

/** Connected to both databases as their superuser, to count rows. */
export interface Databases {
  readonly inventory: BoundClient;
  readonly availability: BoundClient;
}

/**
 * Events of one seller, from the first post until the view agrees with the ledger. Throws if they do not
 * agree in time.
 */
export async function runWhole(
  stack: RunningStack,
  databases: Databases,
  count: number,
  name: string,
): Promise<CpuRow> {
  const poster = await seller(stack);
  const received = await countReceived(databases);
  const before = readCpu(stack.home);
  const began_ms = performance.now();
  await postAll(poster, count, name);
  // Asked first because it costs PostgreSQL next to nothing: what `agree` asks reads all of the seller's rows.
  await eventually(async () => {
    const missing = received + count - (await countReceived(databases));
    if (missing > 0) throw new Error(`${missing} of ${count} have not come to the ledger`);
  }, WITHIN_MS);
  await agree(databases, poster.seller_id, count);
  return cpuRow('whole pipeline', count, performance.now() - began_ms, before, readCpu(stack.home));
}

/** Counts the messages that the command handler has consumed, of all sellers. */
async function countReceived({ inventory }: Databases): Promise<number> {
  const { rows } = await inventory.query<{ received: number }>(
    'SELECT coalesce(sum(received), 0)::int AS received FROM accounting',
  );
  return rows[0]?.received ?? 0;
}

/** Connects for the duration of `work`. */
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

/** Posts in arrays over two connections, as a seller would. Returns when all were answered with 202. */
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

/** Waits until all that was posted is decided, and then until the view agrees with the ledger. */
export async function agree(
  { inventory, availability }: Databases,
  seller_id: string,
  count: number,
): Promise<void> {
  const ledger = await eventually(async () => {
    const { rows } = await inventory.query<{ total: number }>(DECIDED, [seller_id]);
    if (rows[0]?.total !== count) throw new Error(`decided ${rows[0]?.total} of ${count}`);
    return inventory.query(LEDGER, [seller_id]);
  }, WITHIN_MS);
  await eventually(async () => {
    const view = await availability.query(VIEW, [seller_id]);
    if (JSON.stringify(ledger.rows) !== JSON.stringify(view.rows)) throw new Error('the view differs');
  }, WITHIN_MS);
}

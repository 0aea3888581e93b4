import { TOPICS } from '@stockproof/events';
import { askControl } from '@stockproof/embedded';
import { eventually, type RunningStack, seller, testBroker } from '@stockproof/testing';
import { figure, type Line } from '../report.js';
import { type CpuRow, cpuRow, readCpu } from '../resources/cpu-by-part.js';
import { type Databases, postAll, WITHIN_MS } from './run-whole.js';

/**
 * The ledger is filled while Debezium is stopped; then Debezium catches up alone, then the projection alone.
 */
export async function projectionAgainstDebezium(
  stack: RunningStack,
  { inventory, availability }: Databases,
  count: number,
): Promise<{ line: Line; cpu: CpuRow[] }> {
  const control = (part: string, action: 'start' | 'stop') => askControl(stack.control_socket, part, action);
  await control('availability-projection', 'stop');
  await control('connect', 'stop');
  const poster = await seller(stack);
  await postAll(poster, count, 'late');
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
  const delivered = await costBetween(stack, 'Debezium alone', countCdcRows, before + 1, due);
  // This connector captures the stock tables; it is stopped so that the projection runs alone.
  await control('connect', 'stop');
  await control('availability-projection', 'start');
  const projected = await costBetween(
    stack,
    'projection alone',
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
  await control('connect', 'start');
  const line: Line = {
    path: 'projection, CDC topic to view and topic',
    ours: figure(projected.events_per_s, 'ev/s'),
    peer: `${figure(delivered.events_per_s, 'ev/s')} Debezium`,
    ratio: projected.events_per_s / delivered.events_per_s,
    goal: 2,
    wrong: null,
  };
  return { line, cpu: [delivered, projected] };
}

/** Messages of the ledger's CDC topic, including markers, which are a few in a thousand. */
async function countCdcRows(): Promise<number> {
  const admin = await testBroker().admin();
  try {
    const ends = await admin.offsets(TOPICS.ledgerChanges);
    return [...ends.values()].reduce((sum, { high }) => sum + high, 0);
  } finally {
    await admin.close();
  }
}

/** The time in ms in which `count` grows from `from` to `to`. */
async function costBetween(
  stack: RunningStack,
  path: string,
  count: () => Promise<number>,
  from: number,
  to: number,
): Promise<CpuRow> {
  const reach = (least: number) =>
    eventually(async () => {
      const now = await count();
      if (now < least) throw new Error(`${now} of ${least}`);
      return { now, at_ms: performance.now(), cpu: readCpu(stack.home) };
    }, WITHIN_MS);
  const first = await reach(from);
  const last = await reach(to);
  return cpuRow(path, last.now - first.now, Math.max(1, last.at_ms - first.at_ms), first.cpu, last.cpu);
}

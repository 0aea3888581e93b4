import type { Evidence } from '@stockproof/evidence';
import { eventually, queryDatabase, recover, type RunningStack } from '@stockproof/testing';
import { runWhole, withDatabases } from '../pipeline/run-whole.js';
import { type CpuRow, cpuRow, readCpu } from '../resources/cpu-by-part.js';
import { type UnitSize, unitSizes } from './project-sizes.js';
import { readStored } from './stored-bytes.js';

/** The contracts whose verification of everything is a replay of the ledger. */
const REPLAYS = ['inventory-availability-projection', 'inventory-stock-tables'] as const;
/** So much is sent first, so that everything that begins is not counted. */
const WARM = 5_000;

export interface Capacity {
  readonly units: readonly UnitSize[];
  /** CPU of an event, live and in each replay. */
  readonly cpu: readonly CpuRow[];
  /** Null if everything was trusted; else what was wrong. */
  readonly wrong: string | null;
}

/**
 * Measures what an event takes: on disk, and of CPU, live and in a replay of everything. The stack must seal
 * every few seconds, so that segments are of the same events.
 */
export function benchCapacity(stack: RunningStack, count: number): Promise<Capacity> {
  return withDatabases(stack, async (databases) => {
    await runWhole(stack, databases, WARM, 'warm');
    // Waits until both connectors have delivered everything.
    const first = await recover(stack, { scope: { type: 'all' }, contract: REPLAYS[1] });
    await allSealed(stack);
    const before = await readStored(stack);
    const live = await runWhole(stack, databases, count, 'capacity');
    const cpu: CpuRow[] = [live];
    const records: Evidence[] = [first];
    for (const contract of REPLAYS) {
      const [began_ms, used] = [performance.now(), readCpu(stack.home)];
      const record = await recover(stack, { scope: { type: 'all' }, contract });
      const took_ms = performance.now() - began_ms;
      records.push(record);
      cpu.push(cpuRow(`replay: ${contract}`, record.events_processed, took_ms, used, readCpu(stack.home)));
    }
    await allSealed(stack);
    const after = await readStored(stack);
    const offers = await countOf(stack, 'inventory_stock_on_hand');
    const wrong = records.find(({ confidence_status }) => confidence_status !== 'trusted');
    return {
      units: unitSizes(before, after, { events: count, offers }),
      cpu,
      wrong: wrong === undefined ? null : `${wrong.confidence_status}: ${wrong.reasons[0] ?? ''}`,
    };
  });
}

async function countOf(stack: RunningStack, table: string): Promise<number> {
  const [row] = await queryDatabase<{ items: number }>(
    stack,
    'inventory',
    `SELECT count(*)::int AS items FROM ${table}`,
  );
  return row?.items ?? 0;
}

const SEALED_SQL = `
  SELECT coalesce(sum((SELECT sum((range ->> 'messages')::int) FROM jsonb_array_elements(signed #> '{manifest,ranges}') AS range)), 0)::int AS messages
  FROM sealed_segment WHERE replaced_by IS NULL AND topic LIKE '%inventory_transaction'`;

/** Waits until all ledger rows are sealed, but for what is too little for a segment. */
async function allSealed(stack: RunningStack): Promise<void> {
  const rows = await countOf(stack, 'inventory_transaction');
  const left = 8 * Number(process.env['STOCKPROOF_SEAL_MIN_MESSAGES']);
  await eventually(async () => {
    const [sealed] = await queryDatabase<{ messages: number }>(stack, 'recovery', SEALED_SQL);
    if ((sealed?.messages ?? 0) < rows - left) throw new Error(`${sealed?.messages} of ${rows} are sealed`);
  }, 120_000);
}

import type { Evidence } from '@stockproof/evidence';
import { recover, type RunningStack, seller } from '@stockproof/testing';
import { createRandom } from '@stockproof/workload';
import { postAll, type Databases, withDatabases, agree } from '../pipeline/run-whole.js';
import { figure, type Line, perSecond } from '../report.js';
import { readCpu } from '../resources/cpu-by-part.js';
import { residentOf } from '../resources/resident.js';
import { waitUntilSealed } from './wait-until-sealed.js';

/** Verifications of one SKU at each size of the ledger. */
const SAMPLES = 15;
/** The default of STOCKPROOF_SEAL_MIN_MESSAGES: fewer are left to Kafka. */
const MIN_MESSAGES = 2_000;
/** The ledger grows by this factor between the two sizes. */
const GROWTH = 10;
/** The goal for a verification of everything, events per second. */
const GOAL_RATE = 100_000;

/**
 * Verifies single SKUs at two sizes of the ledger, then everything, on the running services. The duration of
 * a run is taken from its record, from the request to the seal.
 */
export function benchVerify(stack: RunningStack, count: number): Promise<Line[]> {
  return withDatabases(stack, async (databases) => {
    const small = await sampled(stack, databases, Math.round(count / GROWTH), 'small');
    const large = await sampled(stack, databases, count - Math.round(count / GROWTH), 'large');
    const one: Line = {
      path: `verify one SKU, p50, ${count.toLocaleString('en')} events`,
      ours: figure(large.p50_ms, 'ms'),
      peer: `${figure(small.p50_ms, 'ms')} at a ${GROWTH}th of it`,
      ratio: small.p50_ms / large.p50_ms,
      goal: 0.67,
      wrong: small.wrong ?? large.wrong,
    };
    const before = residentOf(stack.home, 'recovery');
    const record = await recover(stack, { scope: { type: 'all' } });
    const rate = perSecond(record.events_processed, lasted(record));
    const after = residentOf(stack.home, 'recovery');
    const everything: Line = {
      path: `verify all; resident ${before.now_mib.toFixed(0)} MiB before, peak ${after.peak_mib.toFixed(0)} MiB`,
      ours: figure(rate, 'ev/s'),
      peer: `${figure(GOAL_RATE, 'ev/s')}, the goal`,
      ratio: rate / GOAL_RATE,
      goal: 1,
      wrong: wrongOf(record),
    };
    return [one, everything];
  });
}

/** Adds events of one seller and verifies some of its SKUs, one after the other. */
async function sampled(
  stack: RunningStack,
  databases: Databases,
  count: number,
  name: string,
): Promise<{ readonly p50_ms: number; readonly wrong: string | null }> {
  const poster = await seller(stack);
  const before = readCpu(stack.home).get('recovery')?.us ?? 0;
  await postAll(poster, count, name);
  await agree(databases, poster.seller_id, count);
  const { rows } = await databases.inventory.query<{ sku: string }>(
    'SELECT sku FROM inventory_stock_on_hand WHERE seller_id = $1 ORDER BY sku',
    [poster.seller_id],
  );
  const tail = await waitUntilSealed(stack, MIN_MESSAGES);
  const us = (readCpu(stack.home).get('recovery')?.us ?? 0) - before;
  console.log(
    `${name}: ${tail.sealed.toLocaleString('en')} offsets sealed, at most ${tail.longest} of a partition are not; recovery used ${(us / count).toFixed(0)} us an event`,
  );
  const random = createRandom(7);
  const records: Evidence[] = [];
  for (let sample = 0; sample < SAMPLES; sample += 1)
    records.push(await recover(stack, { scope: { type: 'by_sku', skus: [random.pick(rows).sku] } }));
  const times = records.map(lasted).sort((a, b) => a - b);
  return {
    p50_ms: times[Math.floor(SAMPLES / 2)] ?? 0,
    wrong: records.map(wrongOf).find((one) => one !== null) ?? null,
  };
}

function lasted({ requested_at, finished_at }: Evidence): number {
  return Math.max(1, Date.parse(finished_at) - Date.parse(requested_at));
}

function wrongOf({ confidence_status, reasons }: Evidence): string | null {
  return confidence_status === 'trusted' ? null : `${confidence_status}: ${reasons[0] ?? ''}`;
}

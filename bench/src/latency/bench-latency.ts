import { setTimeout as delay } from 'node:timers/promises';
import type { Evidence } from '@stockproof/evidence';
import { recover, type RunningStack } from '@stockproof/testing';
import { cpuShares } from './cpu-shares.js';
import { stageLines } from './stages.js';
import { openTraffic } from './traffic.js';
import type { Line } from '../report.js';

const RATE = Number(process.env['STOCKPROOF_BENCH_RATE'] ?? 500);
const WARM_S = 15;
const RUN_S = 30;
/**
 * Time after the last event until compilation is over, and the time for which the idle stack is measured. After
 * the traffic, not after the start: a JVM that has done nothing compiles while it rests.
 */
const SETTLE_S = 45;
const REST_S = 30;
const GOAL_MS = 1_000;
/** The 99th percentile during a replay may be at most this many times the one without. */
const MAX_TIMES = 1.2;
const REPLAYED_WITHIN_MS = 300_000;

/**
 * Measures the latency from the answer 202 to the message on the availability topic: first alone, then during
 * replays of all offers, one after the other. Then what the stack takes at rest.
 */
export async function benchLatency(stack: RunningStack): Promise<Line[]> {
  const lines = await benchTraffic(stack);
  await delay(SETTLE_S * 1_000);
  const resting = cpuShares(stack);
  await delay(REST_S * 1_000);
  console.log(`  at rest, CPU, % of one core: ${resting()}`);
  return lines;
}

async function benchTraffic(stack: RunningStack): Promise<Line[]> {
  const traffic = await openTraffic(stack, RATE);
  try {
    await traffic.run(WARM_S, 'warm');
    const shares = cpuShares(stack);
    const alone = stageLines(await traffic.run(RUN_S, 'alone'), RUN_S * RATE);
    for (const line of [...alone.lines, `CPU, % of one core: ${shares()}`]) console.log(`  ${line}`);
    const stopReplays = replayOverAndOver(stack);
    const run = await traffic.run(RUN_S, 'beside').finally(stopReplays);
    const [beside, records] = [stageLines(run, RUN_S * RATE), await stopReplays()];
    for (const line of beside.lines) console.log(`  next to replays: ${line}`);
    const { p50, p95, p99 } = alone.whole;
    const not_trusted = records.filter(({ confidence_status }) => confidence_status !== 'trusted').length;
    return [
      {
        path: `202 to the topic, ${RATE} single events/s`,
        ours: `p50 ${p50}, p95 ${p95}, p99 ${p99} ms`,
        peer: `p99 of ${GOAL_MS} ms`,
        ratio: GOAL_MS / p99,
        goal: 1,
        wrong: alone.wrong,
      },
      {
        path: 'the same next to replays of all offers',
        ours: `p99 ${beside.whole.p99} ms, ${records.length} replays`,
        peer: `p99 ${p99} ms without`,
        ratio: (p99 * MAX_TIMES) / beside.whole.p99,
        goal: 1,
        wrong:
          beside.wrong ??
          (not_trusted > 0 || records.length === 0
            ? `${not_trusted} of ${records.length} replays were not trusted`
            : null),
      },
    ];
  } finally {
    await traffic.close();
  }
}

/** Verifies all offers repeatedly. `stop` waits for the current run and returns all records. */
function replayOverAndOver(stack: RunningStack): () => Promise<Evidence[]> {
  let stopping = false;
  const records: Evidence[] = [];
  const work = (async () => {
    while (!stopping) records.push(await recover(stack, { scope: { type: 'all' } }, REPLAYED_WITHIN_MS));
    return records;
  })();
  work.catch(() => undefined);
  return () => {
    stopping = true;
    return work;
  };
}

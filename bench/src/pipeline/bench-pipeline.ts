import type { RunningStack } from '@stockproof/testing';
import type { CpuRow } from '../resources/cpu-by-part.js';
import { projectionAgainstDebezium } from './parts-alone.js';
import { runWhole, withDatabases } from './run-whole.js';
import { figure, type Line } from '../report.js';

const EVENTS = 60_000;
const SLICES = 12;
const SLICE_EVENTS = 20_000;

/** Results compared with peers, and the cost of an event per part. */
export interface PipelineFigures {
  readonly lines: readonly Line[];
  readonly cpu: readonly CpuRow[];
}

/**
 * The whole path from HTTP arrays to the published availability; then Debezium alone and the projection
 * alone.
 */
export async function benchPipeline(stack: RunningStack, pgbench_rate: number): Promise<PipelineFigures> {
  return withDatabases(stack, async (databases) => {
    await runWhole(stack, databases, 5_000, 'warm');
    const hot = await runWhole(stack, databases, EVENTS, 'hot');
    const whole: Line = {
      path: 'whole pipeline, HTTP arrays to published',
      ours: figure(hot.events_per_s, 'ev/s'),
      peer: `${figure(pgbench_rate, 'tx/s')} pgbench -c 8`,
      ratio: hot.events_per_s / pgbench_rate,
      goal: 0.5,
      wrong: null,
    };
    const alone = await projectionAgainstDebezium(stack, databases, EVENTS);
    return { lines: [whole, alone.line], cpu: [hot, ...alone.cpu] };
  });
}

/**
 * Repeats the whole path from a cold start, to see how much of the cost is warming up and how long that
 * lasts.
 */
export async function benchSustained(stack: RunningStack): Promise<CpuRow[]> {
  return withDatabases(stack, async (databases) => {
    const rows: CpuRow[] = [];
    for (let slice = 1; slice <= SLICES; slice += 1) {
      const row = await runWhole(stack, databases, SLICE_EVENTS, `slice-${slice}`);
      rows.push({ ...row, path: `events ${(slice * SLICE_EVENTS).toLocaleString('en')}` });
    }
    return rows;
  });
}

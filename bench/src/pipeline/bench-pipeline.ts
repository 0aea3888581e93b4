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
 * The whole path from HTTP arrays to the published availability: the first events of a start, then those after 120,000, when
 * the JVMs have compiled nearly all they will. Then Debezium alone and the projection alone.
 */
export async function benchPipeline(stack: RunningStack, pgbench_rate: number): Promise<PipelineFigures> {
  return withDatabases(stack, async (databases) => {
    const run = async (name: string, path: string): Promise<CpuRow> => ({
      ...(await runWhole(stack, databases, EVENTS, name)),
      path,
    });
    const cold = await run('cold', `whole pipeline, first ${EVENTS.toLocaleString('en')} events`);
    const next = await run('next', 'the next');
    const warm = await run('warm', `whole pipeline, after ${(2 * EVENTS).toLocaleString('en')} events`);
    const against = ({ path, events_per_s }: CpuRow, goal: number): Line => ({
      path,
      ours: figure(events_per_s, 'ev/s'),
      peer: `${figure(pgbench_rate, 'tx/s')} pgbench -c 8`,
      ratio: events_per_s / pgbench_rate,
      goal,
      wrong: null,
    });
    const alone = await projectionAgainstDebezium(stack, databases, EVENTS);
    return {
      lines: [against(cold, 0.5), against(warm, 1.2), alone.line],
      cpu: [cold, next, warm, ...alone.cpu],
    };
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

import { askControl } from '@stockproof/embedded';
import { eventually, type RunningStack } from '@stockproof/testing';
import { cpuRow, readCpu } from './cpu-by-part.js';
import { type Resident, residentOf } from './resident.js';

/** What a service needed to work off a backlog that existed when it was started. */
export interface MemoryRow extends Resident {
  readonly service: string;
  readonly events: number;
  readonly events_per_s: number;
  /** CPU of the service alone, in microseconds per event. */
  readonly us_per_event: number;
  /** Null if the result was right; otherwise what was wrong. */
  readonly wrong: string | null;
}

const WITHIN_MS = 1_800_000;

/**
 * Starts the service and waits until `count` has reached `to`. CPU and rate are measured from the first
 * event, without start-up. The peak is since the process began.
 */
export async function catchUp(
  stack: RunningStack,
  service: string,
  { count, to, fault }: CatchUp,
): Promise<MemoryRow> {
  const from = await count();
  await askControl(stack.control_socket, service, 'start');
  const reach = (least: number) =>
    eventually(async () => {
      const now = await count();
      if (now < least) throw new Error(`${service}: ${now} of ${least}`);
      return { now, at_ms: performance.now(), cpu: readCpu(stack.home) };
    }, WITHIN_MS);
  const first = await reach(from + 1);
  const last = await reach(to);
  const resident = residentOf(stack.home, service);
  const events = Math.max(1, last.now - first.now);
  const cost = cpuRow(service, events, Math.max(1, last.at_ms - first.at_ms), first.cpu, last.cpu);
  return {
    service,
    events: last.now - from,
    events_per_s: cost.events_per_s,
    us_per_event: cost.us_per_event.get(service) ?? 0,
    ...resident,
    wrong: await fault(),
  };
}

export interface CatchUp {
  /** The service's progress. It only grows. */
  readonly count: () => Promise<number>;
  readonly to: number;
  /** What is wrong with the result; null if nothing is. */
  readonly fault: () => Promise<string | null>;
}

/** What a unit of work took, ms. CPU is that of the whole process meanwhile, so other work counts as well. */
export interface Spent {
  readonly cpu_ms: number;
  readonly wall_ms: number;
}

/**
 * How long to wait after a unit, ms, so that its CPU is at most `percent` of one core over the unit and the wait. 0 where
 * it took less.
 */
export function waitAfter({ cpu_ms, wall_ms }: Spent, percent: number): number {
  return Math.max(0, (cpu_ms * 100) / percent - wall_ms);
}

/** The part of one core that a unit used over itself and the wait after it, 0 to 1 per core. */
export function cpuShare({ cpu_ms, wall_ms }: Spent, wait_ms: number): number {
  const over_ms = wall_ms + wait_ms;
  return over_ms <= 0 ? 0 : cpu_ms / over_ms;
}

const MAX_RETRY_MS = 86_400_000;
const GROWTH = 4;

/** When offers that got no verdict are due again, ms: later each time, at most a day. */
export function retryAfter(attempts: number, interval_ms: number): number {
  return Math.min(MAX_RETRY_MS, interval_ms * GROWTH ** attempts);
}

/** Measures what happens until the returned function is called. */
export function startSpending(): () => Spent {
  const [cpu, since_ms] = [process.cpuUsage(), performance.now()];
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return { cpu_ms: (user + system) / 1_000, wall_ms: performance.now() - since_ms };
  };
}

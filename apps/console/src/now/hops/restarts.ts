import type { ConnectorRead } from '../sources/answers.js';

/** Restarts of each connector, as a poll has read them. */
export interface RestartsRead {
  readonly at_ms: number;
  readonly restarts: ReadonlyMap<string, number>;
}

/** How long restarts count, ms. */
const COUNTED_MS = 5 * 60_000;

/** The past with this reading, without what is older than five minutes: at most one reading a poll. Pure. */
export function addRestarts(
  past: readonly RestartsRead[],
  at_ms: number,
  connectors: readonly ConnectorRead[] | null,
): readonly RestartsRead[] {
  if (connectors === null) return past;
  const restarts = new Map(connectors.map((one) => [one.name, one.restarts]));
  return [...past.filter((one) => at_ms - one.at_ms <= COUNTED_MS), { at_ms, restarts }];
}

/** Restarts of a connector between the readings. A command handler that starts again counts from 0. Pure. */
export function restartsOf(name: string, past: readonly RestartsRead[]): number {
  const counts = past.map(({ restarts }) => restarts.get(name) ?? 0);
  return counts.slice(1).reduce((sum, count, index) => {
    const before = counts[index] ?? 0;
    return sum + (count < before ? count : count - before);
  }, 0);
}

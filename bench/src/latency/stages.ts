/** When an event passed each stage, ms since the epoch by this machine's clock; null: not yet. */
export interface Timestamps {
  acknowledged_ms: number | null;
  accepted_ms: number | null;
  captured_ms: number | null;
  /** When the connector handed it to its producer. */
  produced_ms: number | null;
  /** When this process read it, after its transaction was committed. */
  readable_ms: number | null;
  published_ms: number | null;
  seen_ms: number | null;
}

interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

const STAGES: readonly (readonly [string, keyof Timestamps, keyof Timestamps])[] = [
  ['202 to the ledger', 'acknowledged_ms', 'accepted_ms'],
  ['ledger to captured', 'accepted_ms', 'captured_ms'],
  ['captured to produced', 'captured_ms', 'produced_ms'],
  ['produced to readable', 'produced_ms', 'readable_ms'],
  ['readable to view', 'readable_ms', 'published_ms'],
  ['view to topic', 'published_ms', 'seen_ms'],
];

export interface Stages {
  readonly lines: readonly string[];
  readonly whole: Percentiles;
  readonly wrong: string | null;
}

/**
 * One line for each stage, and the percentiles of the whole path in ms. Wrong unless all `posted` events were
 * accepted. An event may be in the ledger before its 202 has arrived.
 */
export function stageLines(run: readonly Timestamps[], posted: number): Stages {
  const between = (from: keyof Timestamps, to: keyof Timestamps): Percentiles =>
    percentiles(run.map((timestamps) => (timestamps[to] ?? Infinity) - (timestamps[from] ?? 0)));
  const lines = STAGES.map(([name, from, to]) => {
    const { p50, p95, p99 } = between(from, to);
    return `${name}: p50 ${p50}, p95 ${p95}, p99 ${p99} ms`;
  });
  const wrong = run.length === posted ? null : `${run.length} of ${posted} were accepted`;
  return { lines, whole: between('acknowledged_ms', 'seen_ms'), wrong };
}

function percentiles(values: readonly number[]): Percentiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => Math.round(sorted[Math.floor(sorted.length * share)] ?? 0);
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99) };
}

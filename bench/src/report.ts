import type { CpuRow } from './resources/cpu-by-part.js';
import type { MemoryRow } from './resources/catch-up.js';

/** One line of the table: our figure and a peer's, measured in the same run. */
export interface Line {
  readonly path: string;
  readonly ours: string;
  readonly peer: string;
  readonly ratio: number;
  /** The goal: the ratio must be at least this. */
  readonly goal: number;
  /**
   * Null if the results were right; otherwise what was wrong. A figure with a wrong result does not count.
   */
  readonly wrong: string | null;
}

/** Prints the table; true if every result was right. A missed goal is shown but does not fail a run. */
export function print(lines: readonly Line[]): boolean {
  const head = ['path', 'ours', 'peer', 'ratio', 'goal', ''];
  const rows = lines.map(({ path, ours, peer, ratio, goal, wrong }) => [
    path,
    ours,
    peer,
    ratio.toFixed(2),
    `>= ${goal}`,
    wrong === null ? (ratio >= goal ? 'reached' : 'MISSED') : `WRONG: ${wrong}`,
  ]);
  printTable([head, ...rows]);
  return lines.every(({ wrong }) => wrong === null);
}

/** Prints the cost of an event, one column per part, the most expensive of the first path on the left. */
export function printCpu(rows: readonly CpuRow[]): void {
  const parts = [...new Set(rows.flatMap(({ us_per_event }) => [...us_per_event.keys()]))];
  const table = rows.map(({ path, events_per_s, us_per_event }) => [
    path,
    Math.round(events_per_s).toLocaleString('en'),
    [...us_per_event.values()].reduce((sum, us) => sum + us, 0).toFixed(0),
    ...parts.map((part) => us_per_event.get(part)?.toFixed(0) ?? '-'),
  ]);
  const resident = parts.map((part) => rows.at(-1)?.resident_mib.get(part)?.toFixed(0) ?? '-');
  console.log('microseconds of CPU an event, by part; last: what they hold in memory at the end');
  printTable([['path', 'ev/s', 'all', ...parts], ...table, ['resident, MiB', '', '', ...resident]]);
  console.log();
}

/** Limit of a service's memory while it works off a backlog of any length. */
const MAX_MIB = 350;

/** Prints each service's memory; true if every result was right. A missed goal does not fail a run. */
export function printMemory(rows: readonly MemoryRow[]): boolean {
  const head = ['service', 'backlog', 'ev/s', 'us of CPU/ev', 'peak, MiB', 'after, MiB', 'goal', ''];
  const table = rows.map(({ service, events, events_per_s, us_per_event, peak_mib, now_mib, wrong }) => [
    service,
    events.toLocaleString('en'),
    Math.round(events_per_s).toLocaleString('en'),
    us_per_event.toFixed(0),
    peak_mib.toFixed(0),
    now_mib.toFixed(0),
    `<= ${MAX_MIB}`,
    wrong === null ? (peak_mib <= MAX_MIB ? 'reached' : 'MISSED') : `WRONG: ${wrong}`,
  ]);
  printTable([head, ...table]);
  return rows.every(({ wrong }) => wrong === null);
}

/** Prints rows in columns; the first has their titles. */
export function printTable(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_title, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  for (const row of rows) console.log(row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
}

export const perSecond = (count: number, ms: number): number => (count / ms) * 1_000;

export const figure = (rate: number, unit: string): string =>
  `${Math.round(rate).toLocaleString('en')} ${unit}`;

/** The best of interleaved repeats: other load on a shared machine only makes a run slower. */
export async function bestOf(
  repeats: number,
  ...sides: readonly (() => Promise<number>)[]
): Promise<number[]> {
  const best = sides.map(() => 0);
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    for (const [index, side] of sides.entries()) best[index] = Math.max(best[index] ?? 0, await side());
  }
  return best;
}

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * The last result of a run: the number of cases of a spec file, or the figures of a longer run in a sentence.
 */
export interface RunRecord {
  /** ISO, by this machine. */
  readonly at: string;
  readonly figures: string;
  readonly ok: boolean;
}

/** Keyed by spec file, or by the name of the npm script. */
export type Runs = Readonly<Record<string, RunRecord>>;

export const RUNS_FILE = join('.stockproof', 'runs.json');

/** Reads the newest results of this checkout; empty if there are none. */
export function readRuns(file = RUNS_FILE): Runs {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Runs;
  } catch {
    return {};
  }
}

/** Stores results for docs/guarantees.md; other results stay. */
export function recordRuns(shown: Readonly<Record<string, Omit<RunRecord, 'at'>>>, file = RUNS_FILE): void {
  const at = new Date().toISOString();
  const added = Object.fromEntries(Object.entries(shown).map(([name, one]) => [name, { at, ...one }]));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...readRuns(file), ...added }, null, 2)}\n`);
}

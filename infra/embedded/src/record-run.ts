import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a run showed last: of a spec file how many cases, of a longer run its figures in a sentence. */
export interface RunRecord {
  /** ISO, by this machine. */
  readonly at: string;
  readonly figures: string;
  readonly ok: boolean;
}

/** By spec file, or by the name of the npm script. */
export type Runs = Readonly<Record<string, RunRecord>>;

export const RUNS_FILE = join('.stockproof', 'runs.json');

/** The newest run of everything that was run in this checkout. */
export function readRuns(file = RUNS_FILE): Runs {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Runs;
  } catch {
    return {};
  }
}

/** Keeps what was shown, for docs/guarantees.md; whatever else was kept stays. */
export function recordRuns(shown: Readonly<Record<string, Omit<RunRecord, 'at'>>>, file = RUNS_FILE): void {
  const at = new Date().toISOString();
  const added = Object.fromEntries(Object.entries(shown).map(([name, one]) => [name, { at, ...one }]));
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ ...readRuns(file), ...added }, null, 2)}\n`);
}

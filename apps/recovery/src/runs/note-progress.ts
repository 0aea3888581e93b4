import { PeriodicTask } from '@stockproof/timing';
import type { Progress, RunControl } from '../engine/run-control.js';
import type { Lease, Runs } from './runs.js';

/** What is stored of a run under way. */
export interface LiveProgress extends Progress {
  /** Events a second that lagging live traffic allows, over all processes; null if it does not slow the run. */
  readonly limited_to_events_per_second: number | null;
}

const EVERY_MS = 1_000;

/** How far a run of this process has come now. */
export function liveProgress(control: Pick<RunControl, 'progress' | 'max_events_per_s'>): LiveProgress {
  return { ...control.progress(), limited_to_events_per_second: control.max_events_per_s };
}

/**
 * Stores the progress of a run with its lease once a second while it changes, so that every process can show it. A
 * failure changes nothing: the next one is a second later. The returned function ends it.
 */
export function startNotingProgress(
  runs: Pick<Runs, 'noteProgress'>,
  lease: Lease,
  control: RunControl,
): () => Promise<void> {
  let noted = '';
  const task = new PeriodicTask({
    every_ms: EVERY_MS,
    run: async () => {
      const now = liveProgress(control);
      const text = JSON.stringify(now);
      if (text === noted) return;
      await runs.noteProgress(lease, now);
      noted = text;
    },
    onFailed: () => undefined,
  });
  task.start();
  return () => task.stop();
}

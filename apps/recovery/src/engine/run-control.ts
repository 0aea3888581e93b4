import { setTimeout as delay } from 'node:timers/promises';
import type { RunState } from '@stockproof/recovery-run';
import { pollUntil } from '@stockproof/timing';

/** Thrown if the run was aborted: its effects are cleaned up, and nothing more is applied. */
export class RunAbortedError extends Error {
  override readonly name = 'RunAbortedError';
}

/** The progress of a run, for observers. */
export interface Progress {
  readonly step: string;
  readonly events_total: number;
  readonly events_read: number;
  readonly events_per_second: number;
  readonly repairs_sent: number;
  readonly repairs_applied: number;
  /** Units of the verification under way; 0 if it is made at once. */
  readonly units_total: number;
  /** Those that are done, by whichever process. */
  readonly units_done: number;
}

/** The part of a run's state that controls its execution. */
export type WrittenOfRun = Pick<RunState, 'status' | 'rate_limit_events_per_second' | 'reason'>;

const POLL_INTERVAL_MS = 100;

/** Lets a run be paused, slowed and aborted from outside, and reports its progress. */
export class RunControl {
  paused = false;
  aborted: string | null = null;
  /** Events a second, as requested; null for no limit. */
  rate: number | null = null;
  /** Limit because of lagging live traffic, events a second; null for none. The lower of the two applies. */
  max_events_per_s: number | null = null;
  /** Processes that share the limits, this one included. */
  processes = 1;
  private current: Progress = {
    step: 'queued',
    events_total: 0,
    events_read: 0,
    events_per_second: 0,
    repairs_sent: 0,
    repairs_applied: 0,
    units_total: 0,
    units_done: 0,
  };
  private reading_since_ms = performance.now();
  private last_version = 0;
  private allowance = 0;
  private refilled_ms = performance.now();

  /** `recovery_id`: the run that is controlled; null for a verification outside of a run. */
  constructor(readonly recovery_id: string | null = null) {}

  progress(): Progress {
    return this.current;
  }

  /**
   * Applies the state of the run's history. An older version changes nothing; an aborted run stays aborted.
   */
  applyState({ state, version }: { readonly state: WrittenOfRun; readonly version: number }): void {
    if (version <= this.last_version) return;
    this.last_version = version;
    this.paused = state.status === 'paused';
    this.rate = state.rate_limit_events_per_second;
    if (state.status === 'aborted') this.aborted ??= state.reason ?? 'aborted';
  }

  /** The limit for all processes together, events a second; null for none. */
  limit(): number | null {
    return lower(this.rate, this.max_events_per_s);
  }

  /** Changes the progress that watchers of the run see. */
  reportProgress(change: Partial<Progress>): void {
    this.current = { ...this.current, ...change };
  }

  /** Begins to count events that are read, out of so many. */
  beginReading(events_total: number): void {
    this.reading_since_ms = performance.now();
    this.reportProgress({
      events_total,
      events_read: 0,
      events_per_second: 0,
      units_total: 0,
      units_done: 0,
    });
  }

  /** Counts events that were read; the rate is over the time since the count began. */
  countRead(events: number): void {
    const events_read = this.current.events_read + events;
    const seconds = (performance.now() - this.reading_since_ms) / 1_000;
    const events_per_second = Math.round(events_read / Math.max(seconds, 0.001));
    this.reportProgress({ events_read, events_per_second });
  }

  /** Waits while the run is paused. Rejects with RunAbortedError. */
  async waitWhilePaused(): Promise<void> {
    for (;;) {
      if (this.aborted !== null) throw new RunAbortedError(this.aborted);
      if (!this.paused) return;
      await delay(POLL_INTERVAL_MS);
    }
  }

  /**
   * Waits until this many more events may be read: a token bucket of a tenth of a second. Rejects with
   * RunAbortedError.
   */
  async acquireTokens(events: number): Promise<void> {
    this.allowance -= events;
    for (;;) {
      await this.waitWhilePaused();
      const limit = this.limit();
      const rate = limit === null ? null : limit / this.processes;
      if (rate === null) {
        this.allowance = 0;
        return;
      }
      const now_ms = performance.now();
      this.allowance = Math.min(rate / 10, this.allowance + ((now_ms - this.refilled_ms) / 1_000) * rate);
      this.refilled_ms = now_ms;
      if (this.allowance >= 0) return;
      await delay(Math.min(POLL_INTERVAL_MS, (-this.allowance / rate) * 1_000));
    }
  }
}

function lower(a: number | null, b: number | null): number | null {
  if (a === null || b === null) return a ?? b;
  return Math.min(a, b);
}

/** Polls until `check` returns true; false if the time is up. Rejects with RunAbortedError. */
export async function waitFor(
  check: () => Promise<boolean> | boolean,
  within_ms: number,
  control: RunControl,
  every_ms?: number,
): Promise<boolean> {
  const between = (): Promise<void> => control.waitWhilePaused();
  return (
    (await pollUntil(check, { within_ms, between, ...(every_ms === undefined ? {} : { every_ms }) })) !== null
  );
}

import type { NowSnapshot } from '@stockproof/console';
import { Problem } from '@stockproof/http';
import { PeriodicTask } from '@stockproof/timing';
import { concat, defer, finalize, from, type Observable, Subject } from 'rxjs';
import { addOutboxRead, type OutboxRead } from './verdicts/outbox-counts.js';
import { addRestarts, type RestartsRead } from './hops/restarts.js';
import { makeSnapshot } from './make-snapshot.js';
import type { Series } from './series.js';
import type { PipelinePoll } from './sources/readings.js';

const EVERY_MS = 2_000;
/** A snapshot of this age is shown without a new poll, ms. */
const RECENT_MS = 3_000;
/** Polls go on for this time after somebody has asked, ms. */
const WATCHED_MS = 10_000;

/** What the polls need. `poll` never rejects; it gets the poll before. */
export interface SharedPollOptions {
  readonly poll: (before: PipelinePoll | null) => Promise<PipelinePoll>;
  readonly series: Series;
  readonly now_ms: () => number;
  readonly onFailed: (error: Error) => void;
}

/** One poll of all sources for all viewers, only while somebody watches. */
export class SharedPoll {
  /** Its turns are the polls; the service starts and stops it. */
  readonly task: PeriodicTask;
  private readonly made = new Subject<NowSnapshot>();
  private viewers = 0;
  private asked_at_ms = -Infinity;
  private before: PipelinePoll | null = null;
  private restarts: readonly RestartsRead[] = [];
  private outbox: readonly OutboxRead[] = [];
  private last: { readonly snapshot: NowSnapshot; readonly at_ms: number } | null = null;

  constructor(private readonly options: SharedPollOptions) {
    const run = (): Promise<void> => this.pollIfWatched();
    this.task = new PeriodicTask({ every_ms: EVERY_MS, run, onFailed: options.onFailed });
  }

  /** The newest snapshot, of a new poll if there is no recent one. Throws a 503 at the end of the process. */
  async newest(): Promise<NowSnapshot> {
    this.asked_at_ms = this.options.now_ms();
    if (!this.isRecent()) await this.task.turn();
    if (this.last !== null && this.isRecent()) return this.last.snapshot;
    throw new Problem(503, 'not_polled', 'the sources were not asked; try again', { 'retry-after': '2' });
  }

  /** The newest snapshot, then each that is made. Somebody watches as long as it is subscribed. */
  watch(): Observable<NowSnapshot> {
    return defer(() => {
      this.viewers += 1;
      return concat(from(this.newest()), this.made);
    }).pipe(
      finalize(() => {
        this.viewers -= 1;
        this.asked_at_ms = this.options.now_ms();
      }),
    );
  }

  private isRecent(): boolean {
    return this.last !== null && this.options.now_ms() - this.last.at_ms <= RECENT_MS;
  }

  private async pollIfWatched(): Promise<void> {
    const { poll, series, now_ms } = this.options;
    if (this.viewers === 0 && now_ms() - this.asked_at_ms > WATCHED_MS) return;
    const now = await poll(this.before);
    this.restarts = addRestarts(this.restarts, now.at_ms, now.readings.connectors);
    this.outbox = addOutboxRead(this.outbox, now.at_ms, now.readings.decided);
    const snapshot = makeSnapshot({
      now,
      before: this.before,
      restarts: this.restarts,
      outbox: this.outbox,
    });
    this.before = now;
    this.last = { snapshot, at_ms: now_ms() };
    series.add(snapshot);
    this.made.next(snapshot);
  }
}

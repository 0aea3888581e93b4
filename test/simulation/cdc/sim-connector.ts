import type { ProducedMessage } from '@stockproof/kafka';
import type { SimCluster } from '../kafka/sim-cluster.js';
import type { Committed, SimDatabase } from '../postgres/sim-database.js';
import type { Row } from '../postgres/tables.js';

/** The message of one committed change, with its destination. */
export interface Routed {
  readonly topic: string;
  readonly message: ProducedMessage;
}

const POLL_MS = 20;
const STORE_EVERY = 4;

/** Debezium: reads the log in commit order, sends what it captures, stores its position from time to time. */
export class SimConnector {
  /** ms that it is behind the log. */
  delay_ms = 5;
  /** Changes that were committed and never sent, because the slot was gone. */
  readonly lost: Committed[] = [];
  private at = 0;
  private stored = 0;
  private polls = 0;
  private polling = false;
  private away = 0;

  constructor(
    readonly name: string,
    private readonly database: SimDatabase,
    private readonly cluster: SimCluster,
    private readonly route: (committed: Committed) => readonly Routed[],
  ) {
    database.onCommit(() => this.wake());
  }

  /** All committed changes have been sent. */
  get idle(): boolean {
    return this.at === this.database.wal.length;
  }

  /** Restarts at its last stored position; what it sent since then is sent again. */
  restart(away_ms: number): void {
    this.away += 1;
    this.at = this.stored;
    this.database.time.after(away_ms, () => {
      this.away -= 1;
      this.wake();
    });
  }

  /** Drops the slot; a new one starts at the end of the log. What was not sent is never sent. */
  loseSlot(): void {
    this.lost.push(...this.database.wal.slice(this.at));
    this.at = this.database.wal.length;
    this.stored = this.at;
  }

  /** Sends rows again next to the stream: an incremental snapshot. */
  send(routed: readonly Routed[]): void {
    for (const { topic, message } of routed) this.cluster.append(topic, [message]);
  }

  /** Runs while there is something to send; a commit wakes it. */
  private poll(): void {
    const { time, wal } = this.database;
    while (this.away === 0 && this.cluster.up && this.database.up && this.at < wal.length) {
      const next = wal[this.at] as Committed;
      if (next.at_ms + this.delay_ms > time.now_ms) break;
      this.send(this.route(next));
      this.at += 1;
    }
    this.polls += 1;
    if (this.polls % STORE_EVERY === 0) this.stored = this.at;
    this.polling = !this.idle;
    if (this.polling) time.after(POLL_MS, () => this.poll());
  }

  private wake(): void {
    if (this.polling) return;
    this.polling = true;
    this.database.time.after(POLL_MS, () => this.poll());
  }
}

/** A change in the format of Debezium's JSON converter. */
export function envelope(
  op: string,
  after: Row | null,
  lsn: number,
  ts_ms: number,
  before: Row | null = null,
): string {
  const source = { connector: 'postgresql', db: 'inventory', lsn, ts_ms };
  return JSON.stringify({ before, after, source, op, ts_ms });
}

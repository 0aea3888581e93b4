import type { ProducedMessage } from '@stockproof/kafka';
import type { SimCluster } from '../kafka/sim-cluster.js';
import type { Committed, SimDatabase } from '../postgres/sim-database.js';
import type { Row } from '../postgres/tables.js';

/** A message that one committed change becomes, and where it goes. */
export interface Routed {
  readonly topic: string;
  readonly message: ProducedMessage;
}

const POLL_MS = 20;
const STORE_EVERY = 4;

/**
 * Debezium: reads the log in commit order, sends what it is to capture, remembers how far only now and then.
 */
export class SimConnector {
  /** ms that it is behind the log. */
  delay_ms = 5;
  /** What was committed and never sent, for the slot was gone. */
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

  /** Nothing committed is still to be sent. */
  get idle(): boolean {
    return this.at === this.database.wal.length;
  }

  /** Ends and begins again where it last said it was: what it sent since then is sent once more. */
  restart(away_ms: number): void {
    this.away += 1;
    this.at = this.stored;
    this.database.time.after(away_ms, () => {
      this.away -= 1;
      this.wake();
    });
  }

  /** The slot is gone; a new one begins at the end of the log. What was not sent never will be. */
  loseSlot(): void {
    this.lost.push(...this.database.wal.slice(this.at));
    this.at = this.database.wal.length;
    this.stored = this.at;
  }

  /** Sends rows once more next to the stream: an incremental snapshot. */
  send(routed: readonly Routed[]): void {
    for (const { topic, message } of routed) this.cluster.append(topic, [message]);
  }

  /** As long as there is something to send; a commit wakes it. */
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

const SCHEMA =
  '{"schema":{"type":"struct","name":"inventory_source.public.row.Envelope","version":1},"payload":';

/** A change as Debezium's JSON converter writes it. */
export function envelope(
  op: string,
  after: Row | null,
  lsn: number,
  ts_ms: number,
  before: Row | null = null,
): string {
  const source = { connector: 'postgresql', db: 'inventory', lsn, ts_ms };
  return `${SCHEMA}${JSON.stringify({ before, after, source, op, ts_ms })}}`;
}

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

/** Debezium: reads the log in commit order, sends what it is to capture, remembers how far only now and then. */
export class SimConnector {
  /** ms that it is behind the log. */
  delay_ms = 5;
  /** How often its slot was dropped and made anew behind what was not sent. */
  slots_lost = 0;
  private at = 0;
  private stored = 0;
  private polls = 0;
  private away = 0;

  constructor(
    readonly name: string, private readonly database: SimDatabase, private readonly cluster: SimCluster,
    private readonly route: (committed: Committed) => readonly Routed[],
  ) {
    this.poll();
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
    });
  }

  /** The slot is gone; a new one begins at the end of the log. What was not sent never will be. */
  loseSlot(): void {
    this.slots_lost += 1;
    this.at = this.database.wal.length;
    this.stored = this.at;
  }

  /** Sends rows once more beside the stream: an incremental snapshot. */
  send(routed: readonly Routed[]): void {
    for (const { topic, message } of routed) this.cluster.append(topic, [message]);
  }

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
    time.after(POLL_MS, () => this.poll());
  }
}

const SCHEMA = '{"schema":{"type":"struct","name":"inventory_source.public.row.Envelope","version":1},"payload":';

/** A change as Debezium's JSON converter writes it. */
export function envelope(op: string, after: Row | null, lsn: number, ts_ms: number, before: Row | null = null): string {
  const source = { connector: 'postgresql', db: 'inventory', lsn, ts_ms };
  return `${SCHEMA}${JSON.stringify({ before, after, source, op, ts_ms })}}`;
}

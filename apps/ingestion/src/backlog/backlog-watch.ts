import { Problem } from '@stockproof/http';
import type { Broker, BrokerAdmin } from '@stockproof/kafka';
import { PeriodicTask } from '@stockproof/timing';
import { SellerLag } from './seller-lag.js';

/**
 * The consumer group whose lag is watched, and the limits. Names are full names. The lag is measured once a
 * second, at rest every five, from informational commits, so it may be a little too high.
 */
export interface BacklogOptions {
  readonly broker: Broker;
  readonly group: string;
  readonly topic: string;
  /** In messages. */
  readonly max_lag: number;
  /** In messages of one seller. */
  readonly max_seller_lag: number;
  /** The part of it that what this process accepted may have; the other copies of the service have the rest. */
  readonly share: (limit: number) => number;
}

const EVERY_MS = 1_000;
/** Of so many turns at rest only one asks the broker. */
const TURNS_AT_REST = 5;
const RETRY = { 'retry-after': '5' };

/**
 * Watches the command handler's lag. Above the limit new updates are refused, so that the time between a 202
 * and the outcome stays bounded. A seller's own limit is lower, so one seller cannot use it all. If the
 * broker does not answer, the last known lag counts.
 */
export class BacklogWatch {
  lag = 0;
  private admin: BrokerAdmin | null = null;
  private readonly sellers = new SellerLag();
  private accepted_since = true;
  private turns_at_rest = 0;

  private readonly task = new PeriodicTask({
    every_ms: EVERY_MS,
    run: () => this.measure(),
    // The last known lag counts, and the next turn asks again.
    onFailed: () => {
      this.accepted_since = true;
    },
  });

  constructor(private readonly options: BacklogOptions) {}

  async start(): Promise<void> {
    this.admin = await this.options.broker.admin();
    this.task.start();
    await this.task.turn();
  }

  async stop(): Promise<void> {
    await this.task.stop();
    await this.admin?.close();
  }

  /** Records acknowledged updates of a seller, by their partitions. */
  accepted(seller_id: string, partitions: readonly number[]): void {
    this.accepted_since = true;
    this.sellers.add(seller_id, partitions);
  }

  /** The updates of a seller that this process accepted and that are not applied yet, as of the last measurement. */
  queuedOf(seller_id: string): number {
    return this.sellers.of(seller_id);
  }

  /**
   * Throws 429 `seller_backlog` if the seller's own lag exceeds its limit, 503 `backlog` if the total lag
   * does.
   */
  check(seller_id: string): void {
    const own = this.sellers.of(seller_id);
    if (own > this.options.share(this.options.max_seller_lag)) {
      throw new Problem(
        429,
        'seller_backlog',
        `${own} of your updates wait to be applied; nothing of this request was taken`,
        RETRY,
      );
    }
    if (this.lag <= this.options.max_lag) return;
    const detail = `${this.lag} updates wait to be applied; nothing of this request was taken`;
    throw new Problem(503, 'backlog', detail, RETRY);
  }

  private async measure(): Promise<void> {
    const { admin } = this;
    if (admin === null || this.isTurnSkipped()) return;
    this.accepted_since = false;
    const { group, topic } = this.options;
    this.sellers.begin();
    const [ends, committed] = await Promise.all([admin.offsets(topic), admin.committed(group, topic)]);
    let lag = 0;
    for (const [partition, { low, high }] of ends) lag += high - (committed.get(partition) ?? low);
    this.lag = lag;
    this.sellers.settle({ ends, committed });
  }
  /** At rest nothing is left of what this process accepted; what others accept is seen a little later then. */
  private isTurnSkipped(): boolean {
    const is_at_rest = this.lag === 0 && !this.accepted_since;
    this.turns_at_rest = is_at_rest ? this.turns_at_rest + 1 : 0;
    return this.turns_at_rest % TURNS_AT_REST !== 0;
  }
}

import { Problem } from '@stockproof/http';
import type { Broker, BrokerAdmin } from '@stockproof/kafka';

export interface BacklogOptions {
  readonly broker: Broker;
  readonly group: string;
  readonly topic: string;
  /** Messages. */
  readonly max_lag: number;
}

const EVERY_MS = 1_000;

/**
 * Watches how far the command handler lags. Beyond the bound new updates are refused, so that the wait between
 * a 202 and the outcome stays bounded. While the broker does not answer the last known lag stands: the produce
 * request will tell.
 */
export class BacklogWatch {
  lag = 0;
  private timer: NodeJS.Timeout | null = null;
  private admin: BrokerAdmin | null = null;
  private looking = false;

  constructor(private readonly options: BacklogOptions) {}

  async start(): Promise<void> {
    this.admin = await this.options.broker.admin();
    await this.look();
    this.timer = setInterval(() => void this.look(), EVERY_MS);
  }

  async stop(): Promise<void> {
    if (this.timer !== null) clearInterval(this.timer);
    await this.admin?.close();
  }

  /** Throws 503 `backlog` while the lag is beyond the bound. */
  check(): void {
    if (this.lag <= this.options.max_lag) return;
    const detail = `${this.lag} updates wait to be applied; nothing of this request was taken`;
    throw new Problem(503, 'backlog', detail, { 'retry-after': '5' });
  }

  private async look(): Promise<void> {
    const { admin } = this;
    if (admin === null || this.looking) return;
    this.looking = true;
    try {
      const { group, topic } = this.options;
      const [ends, committed] = await Promise.all([admin.offsets(topic), admin.committed(group, topic)]);
      let lag = 0;
      for (const [partition, { low, high }] of ends) lag += high - (committed.get(partition) ?? low);
      this.lag = lag;
    } catch {
      // The last known lag stands.
    } finally {
      this.looking = false;
    }
  }
}

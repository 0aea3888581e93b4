import { randomUUID } from 'node:crypto';
import type { Broker, BrokerAdmin, BrokerConsumer } from '@stockproof/kafka';

export interface HeartbeatOptions {
  readonly broker: Broker;
  readonly topic: string;
  readonly group_prefix: string;
  readonly onFailed: (cause: Error) => void;
}

interface Waiting {
  readonly lsn: number;
  readonly reached: (yes: boolean) => void;
}

/**
 * Listens to the ledger connector's heartbeats. A heartbeat is a row in the same publication: when the one written at
 * a WAL position has arrived, everything committed before that position has arrived as well. That is what makes a gap
 * final; no clock does.
 */
export class HeartbeatWatch {
  private admin: BrokerAdmin | null = null;
  private consumer: BrokerConsumer | null = null;
  private newest_lsn = 0;
  private waiting: Waiting[] = [];

  constructor(private readonly options: HeartbeatOptions) {}

  async start(): Promise<void> {
    const { broker, topic, group_prefix, onFailed } = this.options;
    const admin = await broker.admin();
    this.admin = admin;
    this.consumer = await broker.consume(
      {
        group: `${group_prefix}recovery.heartbeats.${randomUUID()}`, topics: [topic],
        concurrency: 1, max_batch: 1_000, min_bytes: 1, max_wait_ms: 100, stall_timeout_ms: 600_000,
      },
      {
        assigned: async ({ partition }) => new Map([[topic, (await admin.offsets(topic)).get(partition)?.high ?? null]]),
        handle: ({ messages }) => {
          for (const { value } of messages) this.hear(lsnOf(value));
          return Promise.resolve();
        },
        revoked: () => Promise.resolve(),
      },
    );
    this.consumer.failed.catch(onFailed);
  }

  /** Resolves with true once a heartbeat from beyond the position has arrived, with false when the time is up. */
  beyond(lsn: number, within_ms: number): Promise<boolean> {
    if (this.newest_lsn > lsn) return Promise.resolve(true);
    return new Promise((resolve) => {
      const waiting = { lsn, reached: resolve };
      this.waiting.push(waiting);
      setTimeout(() => {
        this.waiting = this.waiting.filter((one) => one !== waiting);
        resolve(false);
      }, within_ms).unref();
    });
  }

  async stop(): Promise<void> {
    await this.consumer?.stop();
    await this.admin?.close();
    for (const { reached } of this.waiting) reached(false);
  }

  private hear(lsn: number): void {
    this.newest_lsn = Math.max(this.newest_lsn, lsn);
    const [past, still] = [[] as Waiting[], [] as Waiting[]];
    for (const one of this.waiting) (this.newest_lsn > one.lsn ? past : still).push(one);
    this.waiting = still;
    for (const { reached } of past) reached(true);
  }
}

function lsnOf(value: Buffer | null): number {
  try {
    const message = JSON.parse(value?.toString('utf8') ?? 'null') as { payload?: { source?: { lsn?: unknown } } } | null;
    const lsn = message?.payload?.source?.lsn;
    return Number.isSafeInteger(lsn) ? (lsn as number) : 0;
  } catch {
    return 0;
  }
}

import { randomUUID } from 'node:crypto';
import type { Broker, BrokerAdmin, BrokerConsumer } from '@stockproof/kafka';
import { type Heartbeat, beatKey, readBeat } from './beats.js';

/**
 * What a HeartbeatWatch needs. After `onFailed` no further heartbeat arrives, so no later barrier is passed.
 */
export interface HeartbeatOptions {
  readonly broker: Broker;
  readonly topic: string;
  readonly group_prefix: string;
  readonly onFailed: (cause: Error) => void;
}

/** More heartbeats than any barrier waits for, at a few a second. */
const MAX_REMEMBERED = 10_000;

/**
 * Follows the heartbeats of the ledger's connector. A heartbeat is a row in the same publication, so when one
 * has arrived, everything committed before it on its server has arrived too. This makes a gap final, not a
 * clock.
 */
export class HeartbeatWatch {
  private admin: BrokerAdmin | null = null;
  private consumer: BrokerConsumer | null = null;
  private readonly consumed_beats = new Set<string>();

  constructor(private readonly options: HeartbeatOptions) {}

  async start(): Promise<void> {
    const { broker, topic, group_prefix, onFailed } = this.options;
    const admin = await broker.admin();
    this.admin = admin;
    this.consumer = await broker.consume(
      {
        group: `${group_prefix}recovery.heartbeats.${randomUUID()}`,
        topics: [topic],
        concurrency: 1,
        max_batch: 1_000,
        min_bytes: 1,
        // The first byte answers, so a heartbeat does not wait.
        max_wait_ms: 2_000,
        stall_timeout_ms: 600_000,
      },
      {
        assigned: async ({ partition }) =>
          new Map([[topic, (await admin.offsets(topic)).get(partition)?.high ?? null]]),
        handle: ({ messages }) => {
          for (const { value } of messages) this.remember(readBeat(value));
          return Promise.resolve();
        },
        revoked: () => Promise.resolve(),
      },
    );
    this.consumer.failed.catch(onFailed);
  }

  /** Whether this heartbeat has arrived. */
  consumed(beat: Heartbeat): boolean {
    return this.consumed_beats.has(beatKey(beat));
  }

  async stop(): Promise<void> {
    await this.consumer?.stop();
    await this.admin?.close();
  }

  private remember(beat: Heartbeat | null): void {
    if (beat === null) return;
    this.consumed_beats.add(beatKey(beat));
    const [oldest] = this.consumed_beats;
    if (oldest !== undefined && this.consumed_beats.size > MAX_REMEMBERED) this.consumed_beats.delete(oldest);
  }
}

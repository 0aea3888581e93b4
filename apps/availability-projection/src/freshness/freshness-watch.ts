import { randomUUID } from 'node:crypto';
import { ChangeReader } from '@stockproof/cdc';
import { withFailpoint } from '@stockproof/failpoints';
import type { Broker, BrokerAdmin, BrokerConsumer, MessageBatch } from '@stockproof/kafka';
import { PeriodicTask } from '@stockproof/timing';
import type { Pool } from 'pg';
import { type HeartbeatMark, freshnessMarks } from './freshness-marks.js';
import { noteFreshness } from './sql/partition-freshness.js';

/**
 * What a FreshnessWatch needs. After `onFailed` no further heartbeat is read, so the view only ages. Topics
 * are full names.
 */
export interface FreshnessOptions {
  readonly broker: Broker;
  readonly pool: Pool;
  readonly heartbeat_topic: string;
  readonly ledger_topic: string;
  readonly group_prefix: string;
  /** Offset up to which each held partition is handled. */
  readonly positions: () => ReadonlyMap<number, number>;
  readonly now_ms: () => number;
  readonly onFailed: (cause: Error) => void;
}

const SETTLE_EVERY_MS = 200;

/**
 * Follows the ledger connector's heartbeats and stores, per held partition, up to what time of the write
 * side's clock the view is complete. If that clock is ahead, the time of receipt is used. Each process reads
 * the heartbeats itself, from the end of the topic.
 */
export class FreshnessWatch {
  private readonly reader = new ChangeReader();
  private readonly noted = new Map<number, number>();
  private beat: HeartbeatMark | null = null;
  private admin: BrokerAdmin | null = null;
  private consumer: BrokerConsumer | null = null;
  private readonly settling = new PeriodicTask({
    every_ms: SETTLE_EVERY_MS,
    run: () => this.settle(),
    // While the database is unavailable freshness only ages, and answers correctly say `stale`.
    onFailed: () => undefined,
  });

  constructor(private readonly options: FreshnessOptions) {}

  async start(): Promise<void> {
    const { broker, heartbeat_topic, group_prefix, onFailed } = this.options;
    const admin = await broker.admin();
    this.admin = admin;
    this.consumer = await broker.consume(
      {
        group: `${group_prefix}availability-projection.freshness.${randomUUID()}`,
        topics: [heartbeat_topic],
        concurrency: 1,
        max_batch: 1_000,
        min_bytes: 1,
        max_wait_ms: 2_000,
        stall_timeout_ms: 600_000,
      },
      {
        assigned: async ({ partition }) =>
          new Map([[heartbeat_topic, (await admin.offsets(heartbeat_topic)).get(partition)?.high ?? null]]),
        handle: (batch) => this.consume(batch, admin),
        revoked: () => Promise.resolve(),
      },
    );
    this.consumer.failed.catch(onFailed);
    this.settling.start();
  }

  async stop(): Promise<void> {
    await this.consumer?.stop();
    await this.settling.stop();
    await this.admin?.close();
  }

  /**
   * Age of what each held partition shows, in ms by the write side's clock; a partition that has not been complete
   * since this process holds it is not in it.
   */
  ages(): ReadonlyMap<number, number> {
    const { positions, now_ms } = this.options;
    const at_ms = now_ms();
    const known = [...positions().keys()].flatMap((partition) => {
      const as_of_ms = this.noted.get(partition);
      return as_of_ms === undefined ? [] : [[partition, Math.max(0, at_ms - as_of_ms)] as const];
    });
    return new Map(known);
  }

  private async consume(batch: MessageBatch, admin: BrokerAdmin): Promise<void> {
    const newest_ms = this.newestBeat(batch);
    if (newest_ms === null) return;
    // A time in the future would keep answers `current` after heartbeats stop.
    const beat_at_ms = Math.min(newest_ms, this.options.now_ms());
    // Read after the heartbeat arrived, so everything committed before it is below these ends. If the
    // broker does not answer, this heartbeat is skipped; the next one comes in a second.
    const ends = await admin.offsets(this.options.ledger_topic).catch(() => null);
    if (ends === null) return;
    this.beat = { beat_at_ms, highs: new Map([...ends].map(([partition, { high }]) => [partition, high])) };
    await this.settling.turn();
  }

  private newestBeat(batch: MessageBatch): number | null {
    let newest: number | null = null;
    for (const { value } of batch.messages) {
      const read = this.reader.read(value);
      if (read.kind !== 'change' || read.after?.['connector'] !== 'ledger') continue;
      const at = Date.parse(String(read.after['beat_at']));
      if (Number.isFinite(at)) newest = Math.max(newest ?? 0, at);
    }
    return newest;
  }

  /** Stores new marks. A partition that lagged at the heartbeat is stored as soon as it has caught up. */
  private async settle(): Promise<void> {
    const { beat } = this;
    if (beat === null) return;
    const marks = freshnessMarks(beat, this.options.positions()).filter(
      ({ partition, as_of_ms }) => (this.noted.get(partition) ?? 0) < as_of_ms,
    );
    if (marks.length === 0) return;
    await withFailpoint('projection.record-freshness', () =>
      noteFreshness(this.options.pool, this.options.ledger_topic, marks),
    );
    for (const { partition, as_of_ms } of marks) this.noted.set(partition, as_of_ms);
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { expectedPartition } from '../../sku-hash.js';
import type { TopicRecord } from '../availability-record.js';
import { type LogSource, OffsetsOutOfRangeError } from '../log-source.js';

interface Stated {
  readonly version: number;
  readonly sellable: number;
  readonly revision?: number;
}

const SELLER = 'seller-1';

/** The availability topic in memory, for specs. */
export class MemoryLog {
  readonly partitions = 4;
  private topic_id = 'topic-1';
  private logs: TopicRecord[][] = Array.from({ length: this.partitions }, () => []);
  private readonly ends = this.logs.map(() => 0);
  private held = false;
  private failure: Error | null = null;

  put(sku: string, stated: Stated, recovery_id: string | null = null, partition?: number): void {
    const { version, sellable, revision = 0 } = stated;
    const locations = [{ location_id: 'default', sellable }];
    const stock = {
      stock_on_hand: sellable,
      sellable,
      reserved: 0,
      damaged: 0,
      return_to_vendor: 0,
      locations,
    };
    const time = '2026-06-19T18:00:00.000Z';
    const value = {
      schema_version: 2,
      sku,
      seller_id: SELLER,
      version,
      revision,
      ...stock,
      event_time: time,
      accepted_at: time,
    };
    this.append(sku, JSON.stringify(value), recovery_id, partition);
  }

  remove(sku: string, recovery_id: string, partition?: number): void {
    this.append(sku, null, recovery_id, partition);
  }

  raw(sku: string, value: string): void {
    this.append(sku, value, null);
  }

  /** As compaction does with a tombstone that is old enough: no record of the SKU is left. */
  forget(sku: string): void {
    this.logs = this.logs.map((log) => log.filter(({ key }) => !String(key).startsWith(`${sku}\u001f`)));
  }

  /** The same records in another topic of the same name. */
  recreate(): void {
    this.topic_id = 'topic-2';
  }

  /** No fetch gets anything until `release`. */
  hold(): void {
    this.held = true;
  }

  release(): void {
    this.held = false;
  }

  fail(failure: Error | null): void {
    this.failure = failure;
  }

  source(): LogSource {
    return {
      present: async () => {
        this.throwFailure();
        return this.ends.map((end) => ({ topic_id: this.topic_id, start: 0, end }));
      },
      fetch: async (topic_id, places, take) => {
        await sleep(5);
        this.throwFailure();
        if (this.held) return;
        if (topic_id !== this.topic_id) throw new OffsetsOutOfRangeError('another topic');
        take(
          places.map(({ partition, next_offset }) => {
            const log = this.logs[partition] ?? [];
            const end = this.ends[partition] ?? 0;
            return {
              partition,
              records: log.filter(({ offset }) => offset >= next_offset),
              next_offset: end,
              end,
            };
          }),
        );
      },
      close: async () => undefined,
    };
  }

  private throwFailure(): void {
    if (this.failure !== null) throw this.failure;
  }

  private append(sku: string, value: string | null, recovery_id: string | null, partition?: number): void {
    const to = partition ?? expectedPartition(sku, this.partitions);
    const offset = this.ends[to] ?? 0;
    this.ends[to] = offset + 1;
    this.logs[to]?.push({
      offset,
      key: Buffer.from(`${sku}\u001f${SELLER}`),
      value: value === null ? null : Buffer.from(value),
      headers: new Map(recovery_id === null ? [] : [['recovery_id', recovery_id]]),
    });
  }
}

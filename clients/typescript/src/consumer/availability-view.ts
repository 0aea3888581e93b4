import type { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { expectedPartition } from '../sku-hash.js';
import { type ApplyHook, type OfferChange, applyRecords } from './apply-records.js';
import type { Availability } from './availability-record.js';
import type { IgnoredReason } from './decide-record.js';
import { describeFreshness, type ViewFreshness } from './describe-freshness.js';
import { type FetchedLog, type LogSource, OffsetsOutOfRangeError } from './log-source.js';
import { type PresentLog, rebuildReason, type RebuildReason } from './rebuild-reason.js';
import { countLiveOffers, readLiveOffers } from './sql/offers.js';
import { advancePosition, beginBuild, type Position, readPositions } from './sql/positions.js';
import { openTables, transaction } from './sql/view-tables.js';

/** What a view needs besides the topic. */
export interface ViewOptions {
  /** SQLite file of this view alone; `:memory:` reads the topic from the beginning at each start. */
  readonly file: string;
  /**
   * After a longer absence everything is read again, because the topic may have forgotten a removal. Must be less
   * than the topic's `delete.retention.ms`, which is a day by default. Milliseconds.
   */
  readonly max_absence_ms?: number;
  /** Called in the transaction of each change: what it writes to `db` stands if and only if the change does. */
  readonly apply?: ApplyHook;
  /** Called after the commit, and not again: a kill in between loses the call. For what must not be lost: `apply`. */
  readonly onChange?: (change: OfferChange) => void;
  /** A failure that is repeated by itself; the view grows old meanwhile. */
  readonly onError?: (error: Error) => void;
  readonly onRebuild?: (partition: number, reason: RebuildReason) => void;
}

/** An offer as the view has it. `unreadable`: its last record could not be read, so nothing is known of it. */
export type ViewedOffer =
  | {
      readonly kind: 'known';
      readonly seller_id: string;
      readonly availability: Availability;
      /** The recovery that published it, if one did. */
      readonly recovery_id: string | null;
      readonly published_at: string | null;
    }
  | { readonly kind: 'unreadable'; readonly seller_id: string };

/** What the view says of a SKU. `incomplete`: its partition is being read for the first time. */
export type ViewedSku =
  | { readonly kind: 'offers'; readonly offers: readonly ViewedOffer[]; readonly freshness: ViewFreshness }
  | { readonly kind: 'incomplete'; readonly freshness: ViewFreshness };

const HALF_A_DAY_MS = 12 * 3_600_000;
const LOOK_EVERY_MS = 1_000;
const AGAIN_MS = 500;
const WRITE_EVERY_MS = 60_000;

/**
 * A local view of the availability topic in an embedded database. It reads the compacted topic from its beginning
 * once, then what changes; after a restart or a kill it goes on exactly where its file ends.
 */
export class AvailabilityView {
  private readonly db: DatabaseSync;
  private readonly ending = new AbortController();
  private readonly counts = new Map<IgnoredReason, number>();
  private positions: Position[] = [];
  private logs: readonly PresentLog[] = [];
  private caught_up_ms: (number | null)[] = [];
  private running: Promise<unknown> = Promise.resolve();

  private constructor(
    private readonly source: LogSource,
    private readonly options: ViewOptions,
  ) {
    this.db = openTables(options.file);
  }

  /**
   * Opens the file and the topic, and begins to read. Rejects if the topic cannot be described, the file is not a
   * view's, or the topic has another number of partitions than the file.
   */
  static async open(source: LogSource, options: ViewOptions): Promise<AvailabilityView> {
    const view = new AvailabilityView(source, options);
    try {
      await view.look();
    } catch (error) {
      await view.close();
      throw error;
    }
    view.running = Promise.all([
      view.repeat(() => view.read(), 0),
      view.repeat(() => view.look(), LOOK_EVERY_MS),
    ]);
    return view;
  }

  /** What the view has of a SKU, with how fresh that is. */
  sku(sku: string): ViewedSku {
    const partition = expectedPartition(sku, this.logs.length);
    const freshness = this.freshness(partition);
    if ((this.positions[partition]?.live_build ?? null) === null) return { kind: 'incomplete', freshness };
    const offers = readLiveOffers(this.db, partition, sku).map(
      ({ availability, seller_id, ...marks }): ViewedOffer =>
        availability === null
          ? { kind: 'unreadable', seller_id }
          : { kind: 'known', seller_id, availability, ...marks },
    );
    return { kind: 'offers', offers, freshness };
  }

  /** How fresh a partition is, or the oldest of all. */
  freshness(partition?: number): ViewFreshness {
    const wanted = this.positions.filter((one) => partition === undefined || one.partition === partition);
    return describeFreshness(
      wanted.map((one) => ({
        ...one,
        caught_up_ms: this.caught_up_ms[one.partition] ?? null,
        end: this.logs[one.partition]?.end ?? 0,
      })),
      Date.now(),
    );
  }

  /** How many offers the view shows. Reads them all: for tests and start screens. */
  countOffers(): number {
    return countLiveOffers(this.db);
  }

  /** How many records did nothing, by reason, since this process started. */
  ignored(): ReadonlyMap<IgnoredReason, number> {
    return this.counts;
  }

  /** Stops reading and closes the file. Safe to call twice. */
  async close(): Promise<void> {
    this.ending.abort();
    await this.running;
    await this.source.close();
    if (this.db.isOpen) this.db.close();
  }

  private async repeat(turn: () => Promise<void>, every_ms: number): Promise<void> {
    const { signal } = this.ending;
    while (!signal.aborted) {
      let wait_ms = every_ms;
      try {
        await turn();
      } catch (error) {
        if (signal.aborted) return;
        this.options.onError?.(error as Error);
        wait_ms = Math.max(AGAIN_MS, every_ms);
      }
      if (wait_ms > 0) await sleep(wait_ms, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Looks where the logs end, and begins again what cannot be read on. */
  private async look(): Promise<void> {
    const began_ms = Date.now();
    const logs = await this.source.present();
    this.positions = readPositions(this.db);
    if (this.positions.length > 0 && this.positions.length !== logs.length)
      throw new Error(
        `the topic has ${logs.length} partitions, the file ${this.positions.length}: delete the file`,
      );
    this.logs = logs;
    const limits = { now_ms: began_ms, max_absence_ms: this.options.max_absence_ms ?? HALF_A_DAY_MS };
    for (const [partition, log] of logs.entries()) {
      const position = this.positions[partition];
      const known =
        position === undefined ? undefined : { ...position, caught_up_ms: this.lastCaughtUp(position) };
      const reason = rebuildReason(known, log, limits);
      if (reason !== null) this.rebuild(partition, log, reason);
      else if (position !== undefined && position.next_offset >= log.end)
        this.keepCaughtUp(position, began_ms);
    }
    this.positions = readPositions(this.db);
  }

  /** A view of a quiet topic was not away: what tells so after a restart is written now and then. */
  private keepCaughtUp(position: Position, at_ms: number): void {
    this.noteCaughtUp(position.partition, at_ms);
    if (at_ms - (position.caught_up_ms ?? 0) < WRITE_EVERY_MS) return;
    const { next_offset } = position;
    transaction(this.db, () => advancePosition(this.db, position, { next_offset, caught_up_ms: at_ms }));
  }

  private lastCaughtUp({ partition, caught_up_ms }: Position): number | null {
    return Math.max(this.caught_up_ms[partition] ?? 0, caught_up_ms ?? 0) || null;
  }

  private rebuild(partition: number, log: PresentLog, reason: RebuildReason): void {
    const { topic_id, start, end } = log;
    transaction(this.db, () => beginBuild(this.db, { partition, topic_id, from_offset: start, until: end }));
    this.caught_up_ms[partition] = null;
    this.options.onRebuild?.(partition, reason);
  }

  private async read(): Promise<void> {
    const topic_id = this.positions[0]?.topic_id ?? '';
    const began_ms = Date.now();
    const places = this.positions.map((position) => ({ ...position }));
    try {
      await this.source.fetch(topic_id, places, (fetched) => {
        for (const one of fetched) this.take(one, places[one.partition], began_ms);
      });
    } catch (error) {
      if (!(error instanceof OffsetsOutOfRangeError)) throw error;
      await this.look();
    }
  }

  /** What was fetched from a place that is no longer the position, because a build began meanwhile, is dropped. */
  private take(fetched: FetchedLog, from: Position | undefined, began_ms: number): void {
    const position = this.positions[fetched.partition];
    if (this.ending.signal.aborted || position === undefined) return;
    if (position.build !== from?.build || position.next_offset !== from.next_offset) return;
    const { partition, records, next_offset } = fetched;
    const caught_up_ms = next_offset >= fetched.end ? began_ms : null;
    const moved = next_offset > position.next_offset;
    const unfinished = position.live_build !== position.build && next_offset >= position.build_until;
    if (moved || unfinished) {
      const batch = { partition, records, next_offset, caught_up_ms };
      const applied = applyRecords(this.db, position, this.logs.length, batch, this.options.apply);
      const live_build = applied.went_live ? position.build : position.live_build;
      this.positions[partition] = { ...position, next_offset, live_build };
      for (const reason of applied.ignored) this.counts.set(reason, (this.counts.get(reason) ?? 0) + 1);
      for (const change of applied.changes) this.options.onChange?.(change);
    }
    if (caught_up_ms !== null) this.noteCaughtUp(partition, caught_up_ms);
  }

  private noteCaughtUp(partition: number, at_ms: number): void {
    this.caught_up_ms[partition] = Math.max(at_ms, this.caught_up_ms[partition] ?? 0);
  }
}

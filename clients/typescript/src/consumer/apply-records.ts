import type { DatabaseSync } from 'node:sqlite';
import { type Availability, readRecord, type TopicRecord } from './availability-record.js';
import { decideRecord, type IgnoredReason } from './decide-record.js';
import { distrustOffer, putOffer, readHeld, removeOffer } from './sql/offers.js';
import { advancePosition, goLive, type Position } from './sql/positions.js';
import { transaction } from './sql/view-tables.js';

/**
 * A change of the view.
 * - `replayed`: a recovery published it. The view has it; what is done once per sale or delivery (a mail, an order)
 *   should not be done for it.
 * - `first`: the view is being read from the beginning, so it is what stands and no news.
 */
export interface OfferChange {
  readonly sku: string;
  readonly seller_id: string;
  readonly before: Availability | null;
  /** Null if the offer was removed, or its record could not be read. */
  readonly after: Availability | null;
  readonly same_stock: boolean;
  readonly replayed: boolean;
  readonly first: boolean;
}

/** What was read of one partition. */
export interface FetchedPartition {
  readonly partition: number;
  readonly records: readonly TopicRecord[];
  readonly next_offset: number;
  /** The log had nothing beyond `next_offset` at this time (Unix ms); null if it had. */
  readonly caught_up_ms: number | null;
}

/** What a batch did. */
export interface Applied {
  readonly changes: readonly OfferChange[];
  readonly ignored: readonly IgnoredReason[];
  readonly went_live: boolean;
}

/** What is done in the transaction of a change, with the same database. It must not write the view's tables. */
export type ApplyHook = (change: OfferChange, db: DatabaseSync) => void;

/**
 * Applies what was read of a partition and advances its position, in one transaction: after a kill the view goes
 * on exactly behind what it holds. Throws, and changes nothing, if another process writes the same file.
 */
export function applyRecords(
  db: DatabaseSync,
  position: Position,
  partitions: number,
  fetched: FetchedPartition,
  hook?: ApplyHook,
): Applied {
  const { partition, build } = position;
  const first = position.live_build !== build;
  const changes: OfferChange[] = [];
  const ignored: IgnoredReason[] = [];
  const { next_offset, caught_up_ms } = fetched;
  const went_live = transaction(db, () => {
    for (const record of fetched.records) {
      const done = applyRecord(db, build, { partition, partitions }, record);
      if (typeof done === 'string') ignored.push(done);
      else {
        const change = { ...done, first };
        hook?.(change, db);
        changes.push(change);
      }
    }
    advancePosition(db, position, { next_offset, caught_up_ms });
    const complete = first && next_offset >= position.build_until;
    if (complete) goLive(db, position);
    return complete;
  });
  return { changes, ignored, went_live };
}

function applyRecord(
  db: DatabaseSync,
  build: number,
  from: { readonly partition: number; readonly partitions: number },
  record: TopicRecord,
): Omit<OfferChange, 'first'> | IgnoredReason {
  const read = readRecord(record);
  if (read.kind === 'nameless') return 'nameless';
  const { sku, seller_id } = read.kind === 'state' ? read.availability : read;
  const held = readHeld(db, build, sku, seller_id);
  const effect = decideRecord(read, held, from);
  if (effect.kind === 'ignore') return effect.reason;
  const before = held?.availability ?? null;
  const replayed = 'recovery_id' in read && read.recovery_id !== null;
  if (effect.kind === 'put') {
    const { availability, recovery_id, same_stock } = effect;
    putOffer(db, build, availability, {
      recovery_id,
      published_at: read.kind === 'state' ? read.published_at : null,
    });
    return { sku, seller_id, before, after: availability, same_stock, replayed };
  }
  if (effect.kind === 'remove') removeOffer(db, build, sku, seller_id);
  else distrustOffer(db, build, sku, seller_id);
  return { sku, seller_id, before, after: null, same_stock: before === null, replayed };
}

import { expectedPartition } from '../sku-hash.js';
import type { Availability, AvailabilityRecord } from './availability-record.js';

/** What the view holds of an offer; `availability` is null from an unreadable record on. */
export interface HeldOffer {
  readonly version: number;
  readonly revision: number;
  readonly availability: Availability | null;
}

/** Where a record was read. */
export interface ReadFrom {
  readonly partition: number;
  readonly partitions: number;
}

/** What a record does to the view. What does nothing has a reason, under which it is counted. */
export type RecordEffect =
  | {
      readonly kind: 'put';
      readonly availability: Availability;
      readonly recovery_id: string | null;
      readonly same_stock: boolean;
    }
  | { readonly kind: 'remove' | 'distrust'; readonly sku: string; readonly seller_id: string }
  | { readonly kind: 'ignore'; readonly reason: IgnoredReason };

export type IgnoredReason = 'duplicate' | 'older' | 'unknown_offer' | 'wrong_partition' | 'nameless';

/**
 * What a record does to what the view holds of its offer. A state counts if its (version, revision) is newer:
 * `version` grows with each change of the offer, `revision` with each repair of the same version. So what is
 * delivered again, or what a recovery published again unchanged, does nothing, and the view never goes back. A
 * repair is newer and counts, with the mark of its recovery. A record outside the partition of its SKU is nobody's
 * state, whatever it says.
 */
export function decideRecord(
  record: AvailabilityRecord,
  held: HeldOffer | null,
  { partition, partitions }: ReadFrom,
): RecordEffect {
  if (record.kind === 'nameless') return { kind: 'ignore', reason: 'nameless' };
  const sku = record.kind === 'state' ? record.availability.sku : record.sku;
  if (expectedPartition(sku, partitions) !== partition) return { kind: 'ignore', reason: 'wrong_partition' };
  if (record.kind === 'state') return decideState(record, held);
  const { seller_id } = record;
  if (record.kind === 'unreadable') return { kind: 'distrust', sku, seller_id };
  return held === null ? { kind: 'ignore', reason: 'unknown_offer' } : { kind: 'remove', sku, seller_id };
}

function decideState(
  { availability, recovery_id }: Extract<AvailabilityRecord, { kind: 'state' }>,
  held: HeldOffer | null,
): RecordEffect {
  if (held !== null) {
    const { version, revision } = held;
    const newer =
      availability.version > version ||
      (availability.version === version && availability.revision > revision);
    const equal = availability.version === version && availability.revision === revision;
    // After an unreadable record the same state is the first that is known again.
    if (equal && held.availability !== null) return { kind: 'ignore', reason: 'duplicate' };
    if (!newer && !equal) return { kind: 'ignore', reason: 'older' };
  }
  return {
    kind: 'put',
    availability,
    recovery_id,
    same_stock: sameStock(availability, held?.availability ?? null),
  };
}

const STOCK = ['stock_on_hand', 'sellable', 'reserved', 'damaged', 'return_to_vendor', 'locations'] as const;

function sameStock(now: Availability, before: Availability | null): boolean {
  return before !== null && STOCK.every((name) => JSON.stringify(now[name]) === JSON.stringify(before[name]));
}

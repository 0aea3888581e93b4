import type { InventoryUpdate } from '@stockproof/events';
import type { Unread } from '@stockproof/kafka';

/** Where a message stood; with it every ledger row can be traced to what was received. */
export interface Source {
  readonly source_topic: string;
  readonly source_partition: number;
  readonly source_offset: number;
}

/** A message that reads as an update of an offer that belongs to this partition. */
export interface UpdateDelivery extends Source {
  readonly kind: 'update';
  readonly update: InventoryUpdate;
  /** Hex. */
  readonly request_hash: string;
  readonly correlation_id: string | null;
  readonly causation_id: string | null;
  readonly traceparent: string | null;
  readonly value: Buffer;
}

/** What is known of a value that is not at hand whole. */
export type PartOfValue = Omit<Unread, 'digest_of'> & { readonly digest_of: Unread['digest_of'] | 'value' };

/** A message that cannot be applied, and why. Ids are those that could be read. */
export interface PoisonDelivery extends Source {
  readonly kind: 'poison';
  readonly reason: string;
  readonly detail: string;
  readonly seller_id: string | null;
  readonly event_id: string | null;
  readonly sku: string | null;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  /**
   * Instead of the value, where it is not at hand: it could not be read, or quarantine does not hold it
   * whole.
   */
  readonly unread?: PartOfValue;
}

export type Delivery = UpdateDelivery | PoisonDelivery;

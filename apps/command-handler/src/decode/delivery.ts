import type { InventoryUpdate } from '@stockproof/events';
import type { Unread } from '@stockproof/kafka';
import type { QuarantineReason } from './quarantine-reasons.js';

/** The record position of a message; every ledger row has it. */
export interface Source {
  readonly source_topic: string;
  readonly source_partition: number;
  readonly source_offset: number;
}

/** A valid update in the expected partition of its SKU. */
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

/** What is known of a value that is not present as a whole. */
export type PartOfValue = Omit<Unread, 'digest_of'> & { readonly digest_of: Unread['digest_of'] | 'value' };

/** A message that cannot be applied, and why. Its ids are those that could be read. */
export interface PoisonDelivery extends Source {
  readonly kind: 'poison';
  readonly reason: QuarantineReason;
  readonly detail: string;
  readonly seller_id: string | null;
  readonly event_id: string | null;
  readonly sku: string | null;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
  /** Set instead of the value if it could not be read, or quarantine does not store it whole. */
  readonly unread?: PartOfValue;
}

/** A message of the topic: an update, or a poison message. */
export type Delivery = UpdateDelivery | PoisonDelivery;

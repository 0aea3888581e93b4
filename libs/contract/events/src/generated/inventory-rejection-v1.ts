// Written by tools/codegen/generate-event-types.ts from schemas/. Do not edit.

/**
 * A well-formed update that the ledger refused; final for its event_id.
 */
export interface InventoryRejectionV1 {
  /**
   * Names this version.
   */
  schema_version: 1;
  /**
   * The seller's own id of this event; with the seller_id it is the idempotency key.
   */
  event_id: string;
  /**
   * Who owns the stock; must be the seller that posts it.
   */
  seller_id: string;
  /**
   * Stock keeping unit; the ordering key. Compared byte for byte, never normalised.
   */
  sku: string;
  /**
   * The operation asked for.
   */
  operation: 'I' | 'D' | 'S' | 'M' | 'R' | 'U' | 'F';
  /**
   * The quantity asked for.
   */
  quantity: number;
  /**
   * Code: insufficient_stock, quantity_overflow, quantity_mismatch, too_many_locations.
   */
  reason: string;
  /**
   * What the sender needs to mend it.
   */
  facts: {
    [k: string]: string | number;
  };
  /**
   * The event's own time, UTC.
   */
  event_time: string;
  /**
   * When it was decided, UTC.
   */
  rejected_at: string;
  /**
   * Topic the message was read from.
   */
  source_topic: string;
  /**
   * Its partition.
   */
  source_partition: number;
  /**
   * Its offset.
   */
  source_offset: number;
}

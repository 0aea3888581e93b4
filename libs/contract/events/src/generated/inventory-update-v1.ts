// Written by tools/codegen/generate-event-types.ts from schemas/. Do not edit.

/**
 * A seller's stock update in its first version: six fields, default bucket and location.
 */
export interface InventoryUpdateV1 {
  /**
   * The seller's own id of this event; with the seller_id it is the idempotency key.
   */
  event_id: string;
  /**
   * Stock keeping unit; the ordering key. Compared byte for byte, never normalised.
   */
  sku: string;
  /**
   * Units: 1 to 2^53-1; for S the absolute count, from 0.
   */
  quantity: number;
  /**
   * I receive, D decrease, S set an absolute count, M move.
   */
  operation: 'I' | 'D' | 'S' | 'M';
  /**
   * When it happened at the seller, RFC 3339 with offset; read to the millisecond.
   */
  event_time: string;
  /**
   * Who owns the stock; must be the seller that posts it.
   */
  seller_id: string;
  /**
   * May be left out: an event without it is version 1.
   */
  schema_version?: 1;
}

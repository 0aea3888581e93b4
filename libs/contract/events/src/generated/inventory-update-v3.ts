// Written by tools/codegen/generate-event-types.ts from schemas/. Do not edit.

/**
 * A seller's stock update that can say what was counted: one bucket, or everything on hand at a location.
 */
export interface InventoryUpdateV3 {
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
   * Names this version.
   */
  schema_version: 3;
  /**
   * Where the stock is; sellable when left out. Sellers can not touch reserved. Not with a count of everything on hand.
   */
  bucket_type?: 'sellable' | 'reserved' | 'damaged' | 'return_to_vendor';
  /**
   * The place, such as a warehouse; default when left out.
   */
  location_id?: string;
  /**
   * M only: the bucket moved to; the source bucket when left out.
   */
  to_bucket_type?: 'sellable' | 'reserved' | 'damaged' | 'return_to_vendor';
  /**
   * M only: the location moved to; the source location when left out.
   */
  to_location_id?: string;
  /**
   * Why the stock changed, in the seller's words.
   */
  reason?: string;
  /**
   * The document behind the change, such as a purchase order.
   */
  reference?: string;
  /**
   * S only: applied if what is counted holds exactly this many, else rejected as quantity_mismatch.
   */
  expected_quantity?: number;
  /**
   * S only: what was counted. bucket: one bucket. on_hand: every unit at the location, in all buckets, held units included. bucket when left out.
   */
  counted?: 'bucket' | 'on_hand';
}
